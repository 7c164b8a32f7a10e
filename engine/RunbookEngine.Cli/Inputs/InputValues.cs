using System.Collections.Immutable;
using RunbookEngine.Cli.Engine;
using RunbookEngine.Cli.Questions;
using RunbookEngine.Cli.Text;
using RunbookEngine.Language;
using RunbookEngine.Model;

namespace RunbookEngine.Cli.Inputs;

/// <summary>
/// Gathers a run's inputs: the command line wins over the environment (<c>RUNBOOK_INPUT_NAME</c>), that over files, those over defaults; on a terminal
/// what is still missing is asked for.
/// </summary>
internal static class InputValues
{
    /// <summary>All inputs of a runbook, checked.</summary>
    /// <exception cref="UsageException">Something is missing or wrong.</exception>
    public static Value.Map Bind(CliSession session, Runbook runbook, GivenInputs given)
    {
        var files = FromFiles(session, given.Files);
        foreach (var (name, value) in given.Planned?.Entries ?? [])
            files.TryAdd(name, value);
        var texts = FromCommandLine(runbook, given.Pairs);
        AddEnvironment(session, runbook, texts);
        if (session.CanAsk)
            Ask(session, runbook, texts, files);
        return Bound(session, runbook, InputBinder.Bind(runbook, texts, files));
    }

    /// <summary>All inputs of a runbook as a scenario gives them, checked; nobody is asked, and the environment does not count.</summary>
    /// <exception cref="UsageException">Something is missing or wrong.</exception>
    public static Value.Map Bind(CliSession session, Runbook runbook, IReadOnlyDictionary<string, Value> values) =>
        Bound(session, runbook, InputBinder.Bind(runbook, new Dictionary<string, string>(), values.ToDictionary()));

    /// <summary>Secret inputs of a run that goes on, given again.</summary>
    /// <exception cref="UsageException">One is missing or wrong.</exception>
    public static ImmutableDictionary<string, Value.Secret> Secrets(CliSession session, Runbook runbook, ImmutableArray<string> names, GivenInputs given)
    {
        if (names.IsEmpty)
            return ImmutableDictionary<string, Value.Secret>.Empty;
        var only = runbook with { Inputs = [.. runbook.Inputs.Where(i => names.Contains(i.Name))] };
        var files = FromFiles(session, given.Files).Where(f => names.Contains(f.Key)).ToDictionary();
        var texts = new Dictionary<string, string>();
        AddEnvironment(session, only, texts);
        if (session.CanAsk)
            Ask(session, only, texts, files);
        var bound = Bound(session, only, InputBinder.Bind(only, texts, files));
        return bound.Entries.Where(static e => e.Value is Value.Secret).ToImmutableDictionary(static e => e.Key, static e => (Value.Secret)e.Value);
    }

    /// <summary>The environment variables that a runbook lists; what is not set is left out.</summary>
    public static Value.Map Environment(CliSession session, Runbook runbook) =>
        new([.. runbook.Environment
            .Select(n => (Name: n, Value: session.Console.Environment(n)))
            .Where(static v => v.Value is not null)
            .Select(static v => new KeyValuePair<string, Value>(v.Name, new Value.Text(v.Value!)))]);

    /// <summary>Where an input is looked for in the environment.</summary>
    public static string Variable(string input) => "RUNBOOK_INPUT_" + input.ToUpperInvariant();

    private static Dictionary<string, string> FromCommandLine(Runbook runbook, IReadOnlyList<string> pairs)
    {
        var texts = new Dictionary<string, string>();
        foreach (var pair in pairs)
        {
            var end = pair.IndexOf('=', StringComparison.Ordinal);
            if (end <= 0)
                throw new UsageException("an `--input` is not written as NAME=VALUE", "such as `--input version=1.36.4`");
            var name = pair[..end];
            if (runbook.Inputs.Any(i => i.Name == name && i.Type == InputType.Secret))
            {
                throw new UsageException(
                    $"the secret input `{name}` was given on the command line, where the process list and the shell's history show it",
                    $"set {Variable(name)}, or use `--inputs FILE`, or let it be asked for on a terminal");
            }

            texts[name] = pair[(end + 1)..];
        }

        return texts;
    }

    private static Dictionary<string, Value> FromFiles(CliSession session, IReadOnlyList<string> files)
    {
        var values = new Dictionary<string, Value>();
        foreach (var file in files)
        {
            var reading = RunbookTexts.LoadInputs(session, file);
            if (reading.Inputs is null)
                throw new UsageException($"{file} cannot be used as inputs; nothing was started") { Diagnostics = reading.Diagnostics, Sources = reading.Sources };
            foreach (var (name, value) in reading.Inputs)
                values[name] = value;
        }

        return values;
    }

    private static void AddEnvironment(CliSession session, Runbook runbook, Dictionary<string, string> texts)
    {
        foreach (var input in runbook.Inputs)
        {
            if (!texts.ContainsKey(input.Name) && session.Console.Environment(Variable(input.Name)) is { } value)
                texts[input.Name] = value;
        }
    }

    private static void Ask(CliSession session, Runbook runbook, Dictionary<string, string> texts, Dictionary<string, Value> files)
    {
        foreach (var input in runbook.Inputs.Where(i => i.Default is null && !texts.ContainsKey(i.Name) && !files.ContainsKey(i.Name)))
        {
            while (Answer(session, input) is { } answer)
            {
                var check = InputBinder.Bind(runbook with { Inputs = [input] }, new Dictionary<string, string> { [input.Name] = answer });
                if (check.Inputs is not null)
                {
                    texts[input.Name] = answer;
                    break;
                }

                foreach (var problem in check.Diagnostics)
                    session.Console.Questions.WriteLine(TerminalText.Line(problem.Hint is { } hint ? $"{problem.Message}: {hint}" : problem.Message));
            }
        }
    }

    /// <summary>Null at the end of the input: then the input stays missing.</summary>
    private static string? Answer(CliSession session, Input input)
    {
        var about = input.Description is { } text ? $" ({TerminalText.Line(text.Trim().TrimEnd('.'))})" : "";
        var choices = input.Choices.IsDefaultOrEmpty ? "" : $" [{string.Join('|', input.Choices)}]";
        var question = $"{session.Settings.Ink.Bold(input.Name)}{about}{choices}:";
        return input.Type == InputType.Secret ? Question.Secret(session.Console, question) : Question.Text(session.Console, question);
    }

    private static Value.Map Bound(CliSession session, Runbook runbook, InputBinding binding) =>
        binding.Inputs ?? throw new UsageException(
            $"the inputs of {runbook.Name} are not right; nothing was started",
            session.Settings.Json ? null : "an input is given by `--input NAME=VALUE`, `--inputs FILE`, or as RUNBOOK_INPUT_NAME in the environment")
        {
            Diagnostics = binding.Diagnostics,
            Sources = runbook.Sources,
        };
}
