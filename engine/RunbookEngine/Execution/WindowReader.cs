using RunbookEngine.Model;
using RunbookEngine.Planning;

namespace RunbookEngine.Execution;

/// <summary>Evaluates what a runbook says of its window.</summary>
internal sealed class WindowReader(StepScope scopes, TimeProvider clock)
{
    /// <summary>The bounds as they are now.</summary>
    /// <exception cref="PlanException">A setting has no value, or none that a window can have.</exception>
    /// <exception cref="WindowClosedException">Now is outside of them.</exception>
    public RunWindow Read(Plan plan, string? until, RunState state)
    {
        var window = plan.Runbook.Window;
        string? Text(Argument? argument) => argument is null ? null : Evaluate(argument, plan, state);
        var texts = new WindowTexts(Text(window?.Opens), Text(window?.Closes), Text(window?.Margin), Text(window?.TimeZone));
        try
        {
            return WindowTimes.Of(texts, until, clock.GetUtcNow(), clock.LocalTimeZone);
        }
        catch (FormatException wrong)
        {
            throw new PlanException(window?.Span ?? SourceSpan.None, wrong.Message, "mend `window`, its inputs, or `--until`");
        }
    }

    private string Evaluate(Argument argument, Plan plan, RunState state)
    {
        var text = scopes.Evaluate(argument, plan.TopFrame, state);
        return text.Succeeded
            ? text.Value.ToString()
            : throw new PlanException(argument.Span, $"`window` cannot be evaluated: {text.Error}", "use inputs, vars over inputs, and env only");
    }
}
