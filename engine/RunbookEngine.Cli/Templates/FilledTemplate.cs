using System.Globalization;
using RunbookEngine.Cli.Text;
using RunbookEngine.Language;
using RunbookEngine.Model;

namespace RunbookEngine.Cli.Templates;

/// <summary>A template with what was said of it.</summary>
/// <param name="Template">The template.</param>
/// <param name="File">The file that it is for, as it was named.</param>
/// <param name="Given">Defaults of its inputs, in normal form.</param>
/// <param name="Approve">Whether a person is to say yes before the first batch.</param>
internal sealed record FilledTemplate(RunbookTemplate Template, string File, Value.Map Given, bool Approve)
{
    /// <summary>What is rehearsed when no version was given.</summary>
    private const string Version = "1.36.4";

    private const string Editor = "# yaml-language-server:";

    /// <summary>The text of the runbook.</summary>
    public string Text
    {
        get
        {
            var text = Given.Entries.Aggregate(RunbookEdit.Rename(Template.Text, NameOf(File)), static (t, e) => RunbookEdit.SetDefault(t, e.Key, e.Value));
            if (Approve && Template.Approval is { } approval)
                text = RunbookEdit.InsertStep(text, approval.Before, $"  - id: approved\n    name: ask before the first batch\n    approve: {{ message: \"{approval.Message}\" }}\n");
            return WithHead(text);
        }
    }

    /// <summary>What to type next, and what it does.</summary>
    public IEnumerable<(string Command, string Does)> Next()
    {
        var file = ShellWord.Of(File);
        yield return ($"runbook validate {file}", "reports mistakes");
        yield return ($"runbook rehearse {file} {Rehearsal()}", "runs it in a simulated world; nothing real is touched");
        yield return ($"runbook plan {file}{Inputs(Open.Select(static i => (i, "…")))}", "shows what it would do");
        yield return ($"runbook run {file}{Inputs(Open.Select(static i => (i, "…")))}", "runs it; on a terminal it shows the plan and asks");
    }

    /// <summary>The inputs that have no default yet.</summary>
    private IEnumerable<string> Open => Template.Runbook.Inputs.Where(i => i.Default is null && Given[i.Name] is null).Select(static i => i.Name);

    /// <summary>What was given may fit the place where it will run and no simulated one, so it is said anew for that.</summary>
    private string Rehearsal()
    {
        var version = Given["version"]?.ToString() ?? Version;
        var world = Template.World.Replace("{version}", version, StringComparison.Ordinal).Replace("{older}", MinorBefore(version), StringComparison.Ordinal);
        var asked = Open.Contains("version") ? [("version", version)] : Array.Empty<(string, string)>();
        return $"--world {world}{Inputs(asked.Concat(Template.Rehearsed.Where(r => Default(r.Input) != r.Value)))}";
    }

    private string? Default(string input) => (Given[input] ?? Template.Runbook.Inputs.Single(i => i.Name == input).Default)?.ToString();

    private static string MinorBefore(string version)
    {
        var parts = version.Split('.', '-', '+');
        return string.Create(CultureInfo.InvariantCulture, $"{parts[0]}.{Math.Max(0, int.Parse(parts[1], CultureInfo.InvariantCulture) - 1)}.0");
    }

    private static string Inputs(IEnumerable<(string Name, string Value)> inputs) => string.Concat(inputs.Select(static i => $" --input {ShellWord.Of($"{i.Name}={i.Value}")}"));

    /// <summary>Its own file in its examples, and what to change before all.</summary>
    private string WithHead(string text)
    {
        if (text.StartsWith(Editor, StringComparison.Ordinal))
            text = text[(text.IndexOf("\n#\n", StringComparison.Ordinal) + 3)..];
        text = text.Replace($"runbooks/{Template.Name}.yaml", ShellWord.Of(File), StringComparison.Ordinal);
        return Template.Asks.IsEmpty ? text : $"# To change first: {string.Join(", ", Template.Asks)} under `inputs`. What has no `default` there is asked for at every run.\n#\n{text}";
    }

    /// <summary>The file's name in kebab-case.</summary>
    private string NameOf(string file)
    {
        var letters = Path.GetFileNameWithoutExtension(file).Select(static c => char.IsAsciiLetterOrDigit(c) ? char.ToLowerInvariant(c) : '-');
        var name = string.Join('-', string.Concat(letters).Split('-', StringSplitOptions.RemoveEmptyEntries));
        return name.Length > 0 && char.IsAsciiLetter(name[0]) ? name : Template.Name;
    }
}
