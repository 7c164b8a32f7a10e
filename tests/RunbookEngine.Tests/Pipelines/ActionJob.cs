using System.Diagnostics;
using System.Text.RegularExpressions;
using RunbookEngine.Tests.Proofs;

namespace RunbookEngine.Tests.Pipelines;

/// <summary>
/// A machine that carries out the action as GitHub's runner does: its expressions, its scripts by bash with nothing but their environment, its artefacts in a folder that all machines share.
/// </summary>
internal sealed partial class ActionJob(string workspace, string artifacts, IReadOnlyDictionary<string, string> github) : IDisposable
{
    private readonly string _temp = Directory.CreateTempSubdirectory("runbook-runner-").FullName;
    private readonly Dictionary<string, string> _outputs = [];

    /// <summary>What all scripts printed.</summary>
    public string Log { get; private set; } = "";

    public string Summary => File.Exists(SummaryFile) ? File.ReadAllText(SummaryFile) : "";

    public string Output(string name) => _outputs.GetValueOrDefault($"execute.outputs.{name}", "");

    private string SummaryFile => Path.Combine(_temp, "summary.md");

    public void Dispose() => Directory.Delete(_temp, recursive: true);

    /// <summary>Whether the action succeeded.</summary>
    public async Task<bool> RunAsync(params (string Name, string Value)[] inputs)
    {
        var action = new ActionFile();
        var given = action.Inputs.ToDictionary(static i => i.Name, static i => i.Settings.GetValueOrDefault("default", ""));
        foreach (var (name, value) in inputs)
            given[name] = value;
        var ok = true;
        foreach (var step in action.Steps)
        {
            var condition = step.Settings.GetValueOrDefault("if", "");
            if ((!ok && !condition.StartsWith("always()", StringComparison.Ordinal)) || !Holds(condition, given))
                continue;
            ok &= step.Run is null ? Use(step, given) : await RunAsync(step, given);
        }

        return ok;
    }

    private async Task<bool> RunAsync(ActionStep step, Dictionary<string, string> given)
    {
        var (script, output) = (Path.Combine(_temp, "script.sh"), Path.Combine(_temp, "output.txt"));
        await File.WriteAllTextAsync(script, step.Run);
        await File.WriteAllTextAsync(output, "");
        var folder = Path.Combine(workspace, Filled(step.Settings.GetValueOrDefault("working-directory", "."), given));
        // As the runner calls it.
        var start = new ProcessStartInfo("bash", ["--noprofile", "--norc", "-e", "-o", "pipefail", script]) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment.Clear();
        foreach (var (name, value) in new (string, string)[]
        {
            ("PATH", $"{workspace}/bin:{System.Environment.GetEnvironmentVariable("PATH")}"), ("HOME", _temp), ("GITHUB_ACTIONS", "true"), ("GITHUB_WORKSPACE", workspace), ("GITHUB_OUTPUT", output), ("GITHUB_STEP_SUMMARY", SummaryFile),
            ("DOTNET_ROOT", System.Environment.GetEnvironmentVariable("DOTNET_ROOT") ?? ""),
        })
        {
            start.Environment[name] = value;
        }

        foreach (var (name, value) in step.Environment)
            start.Environment[name] = Filled(value, given);
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        Log += await process.StandardOutput.ReadToEndAsync() + await error;
        await process.WaitForExitAsync().WaitAsync(RunbookProgram.Patience);
        foreach (var line in await File.ReadAllLinesAsync(output))
            _outputs[$"{step.Id}.outputs.{line.Split('=')[0]}"] = line[(line.IndexOf('=') + 1)..];
        return process.ExitCode == 0;
    }

    private bool Use(ActionStep step, Dictionary<string, string> given)
    {
        var (name, path) = (Filled(step.With["name"], given), Filled(step.With["path"], given));
        var kept = Path.Combine(artifacts, name);
        if (step.Uses!.StartsWith("actions/upload-artifact@", StringComparison.Ordinal))
        {
            Directory.CreateDirectory(kept);
            File.Copy(path, Path.Combine(kept, Path.GetFileName(path)), overwrite: true);
            return true;
        }

        Assert.StartsWith("actions/download-artifact@", step.Uses, StringComparison.Ordinal);
        if (!Directory.Exists(kept))
            return false;
        Directory.CreateDirectory(path);
        foreach (var file in Directory.EnumerateFiles(kept))
            File.Copy(file, Path.Combine(path, Path.GetFileName(file)), overwrite: true);
        return true;
    }

    private string Filled(string text, Dictionary<string, string> given) =>
        Expression().Replace(text, m => m.Groups["e"].Value.Split("||", StringSplitOptions.TrimEntries).Select(e => Value(e, given)).FirstOrDefault(static v => v.Length > 0) ?? "");

    private string Value(string name, Dictionary<string, string> given) => name.Split('.', 2) switch
    {
        ["inputs", var input] => given[input] is var value && value.StartsWith("${{", StringComparison.Ordinal) ? Filled(value, given) : value,
        ["runner", "temp"] => _temp,
        ["runner", "arch"] => System.Runtime.InteropServices.RuntimeInformation.OSArchitecture.ToString().ToUpperInvariant(),
        ["steps", var output] => _outputs.GetValueOrDefault(output, ""),
        ["github", var field] => github.GetValueOrDefault(field, ""),
        _ => throw new InvalidOperationException($"The action asks for {name}, which nobody knows."),
    };

    /// <summary>Comparisons joined by <c>and</c>, of which one may be two joined by <c>or</c> in brackets.</summary>
    private bool Holds(string condition, Dictionary<string, string> given) =>
        condition.Length == 0 || condition.Split("&&", StringSplitOptions.TrimEntries).All(part => part.Trim('(', ')').Split("||", StringSplitOptions.TrimEntries).Any(c => IsTrue(c, given)));

    private bool IsTrue(string comparison, Dictionary<string, string> given)
    {
        if (comparison is "always" or "always()")
            return true;
        var match = Comparison().Match(comparison);
        Assert.True(match.Success, comparison);
        return (Value(match.Groups["name"].Value, given) == match.Groups["value"].Value) == (match.Groups["sign"].Value == "==");
    }

    [GeneratedRegex(@"\$\{\{ *(?<e>.*?) *\}\}")]
    private static partial Regex Expression();

    [GeneratedRegex(@"^(?<name>[a-z.-]+) (?<sign>[!=]=) '(?<value>[^']*)'$")]
    private static partial Regex Comparison();
}
