using System.Collections.Immutable;
using RunbookEngine.Model;

namespace RunbookEngine.Language;

/// <summary>What binding came to.</summary>
/// <param name="Inputs">Complete, in the order of the runbook, secrets as <see cref="Value.Secret"/>; null when there is any error.</param>
/// <param name="Diagnostics">What is wrong; never holds a secret.</param>
public sealed record InputBinding(Value.Map? Inputs, ImmutableArray<Diagnostic> Diagnostics);

/// <summary>Checks the inputs that a run is given and brings them into normal form: defaults applied, versions without <c>v</c>, durations normal.</summary>
public static class InputBinder
{
    /// <summary>Binds inputs. What was given as text wins over what the file says.</summary>
    /// <param name="runbook">The runbook.</param>
    /// <param name="given">From the command line, the environment or a terminal.</param>
    /// <param name="fromFile">From an inputs file; see <see cref="InputsFile"/>. Null: none.</param>
    public static InputBinding Bind(Runbook runbook, IReadOnlyDictionary<string, string> given, IReadOnlyDictionary<string, Value>? fromFile = null)
    {
        ArgumentNullException.ThrowIfNull(runbook);
        ArgumentNullException.ThrowIfNull(given);
        var diagnostics = ImmutableArray.CreateBuilder<Diagnostic>();
        Unknown(runbook, given.Keys, "--input", diagnostics);
        Unknown(runbook, fromFile?.Keys ?? [], "--inputs", diagnostics);
        var bound = ImmutableArray.CreateBuilder<KeyValuePair<string, Value>>(runbook.Inputs.Length);
        foreach (var input in runbook.Inputs)
        {
            var value = given.TryGetValue(input.Name, out var text) ? new Value.Text(text) : fromFile?.GetValueOrDefault(input.Name);
            if (Bind(input, value, diagnostics) is { } checkedValue)
                bound.Add(new(input.Name, checkedValue));
        }

        return new(diagnostics.Count == 0 ? new Value.Map(bound.ToImmutable()) : null, diagnostics.ToImmutable());
    }

    private static Value? Bind(Input input, Value? given, ImmutableArray<Diagnostic>.Builder diagnostics)
    {
        if (given is null or Value.Nothing)
        {
            if (input.Default is null)
                diagnostics.Add(new(Codes.InputMissing, Severity.Error, $"the input `{input.Name}` is needed", input.Span, $"give it with `--input {input.Name}=…`{(input.Description is { } d ? $": {Shown.Word(d)}" : "")}"));
            return input.Default;
        }

        var (value, problem) = InputValues.Check(input, given);
        if (problem is not null)
            diagnostics.Add(new(problem.Code, Severity.Error, problem.Message, input.Span, problem.Hint));
        return value;
    }

    private static void Unknown(Runbook runbook, IEnumerable<string> names, string option, ImmutableArray<Diagnostic>.Builder diagnostics)
    {
        var known = runbook.Inputs.Select(static i => i.Name).ToArray();
        foreach (var name in names.Where(n => !known.Contains(n)))
        {
            diagnostics.Add(new(
                Codes.InputUnknown, Severity.Error, $"`{runbook.Name}` has no input `{Shown.Word(name)}`", SourceFile.Whole(option),
                NearestWord.HintOrList(name, known, "its inputs are") ?? "it takes none"));
        }
    }
}
