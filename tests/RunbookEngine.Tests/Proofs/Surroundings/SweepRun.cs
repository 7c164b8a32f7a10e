using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace RunbookEngine.Tests.Proofs.Surroundings;

/// <summary>What became of one run of the sweep.</summary>
public enum Ending
{
    /// <summary>The first resume brought it to its end.</summary>
    Clean,

    /// <summary>It stopped with a reason, and went on once what was around it was as before, or at another resume.</summary>
    StoppedFirst,

    /// <summary>The engine could not know, said so, and went on with the operator's word.</summary>
    Asked,
}

/// <summary>An ending, and whatever must never be.</summary>
public sealed record Outcome(Change Change, Ending Ending, bool Doubled, bool Lost, bool Believed, bool Waited, TimeSpan Slowest, string Story)
{
    public bool IsWrong => Doubled || Lost || Believed || Waited;
}

/// <summary>Kills an engine at a random moment, changes something around its run, and goes on as an operator would who reads what the engine says.</summary>
internal sealed partial class SweepRun(Scene scene, Change change, Random random)
{
    private const int MostResumes = 8;

    /// <summary>A resume may wait for the host (4 s), for the command (2 s), for a lease that may still be held (30 s), and for a machine that has much to do.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);

    private readonly StringBuilder _story = new();
    private readonly Dictionary<string, int> _retries = [];
    private TimeSpan _slowest;
    private bool _asked;
    private bool _waited;

    public async Task<Outcome> RunAsync()
    {
        await KillAsync();
        var undo = await change.MakeAsync(scene);
        Tell($"then: {change.Name}");
        var ending = Ending.Clean;
        var result = await ResumeAsync();
        for (var resumes = 1; result.Exit != 0 && resumes < MostResumes && !_waited; resumes++)
        {
            ending = Ending.StoppedFirst;
            string[] word = [];
            if (undo is not null)
            {
                await undo();
                undo = null;
                Tell("taken back");
            }
            else
            {
                word = await AnswerAsync(result);
            }

            result = await ResumeAsync(word);
        }

        if (undo is not null)
        {
            await undo();
            if (change.Twice)
                await ResumeAsync();
        }

        await Scene.UntilAsync(IsAtRest, "all commands have ended");
        return Judge(result, _asked ? Ending.Asked : ending);
    }

    [GeneratedRegex(@"--resolve '?([^\s=']+)=")]
    private static partial Regex Question { get; }

    private async Task KillAsync()
    {
        using var engine = scene.Start("run", "sweep.yaml", "--yes");
        if (change.Before is { } before)
            await before(scene, engine);
        var middle = random.NextDouble() < 0.7;
        if (middle)
            await Scene.UntilAsync(() => engine.HasEnded || scene.Lines.Any(static l => l.StartsWith("start", StringComparison.Ordinal)), "the step in the middle has begun", 60);
        await Task.Delay(random.NextDouble() * (middle ? 0.9 * scene.Work : scene.Work + TimeSpan.FromSeconds(0.4)));
        Tell(await engine.KillAsync() ? $"killed with [{string.Join(", ", scene.Lines)}]" : "ended before it was killed");
    }

    private async Task<ProgramResult> ResumeAsync(params string[] word)
    {
        var clock = Stopwatch.StartNew();
        try
        {
            var result = await EndAsync(["resume", .. word]);
            // A run that was killed before it was in the journal is started again; one that had ended by itself is done.
            if (NothingThere.IsMatch(result.Error))
                result = scene.Lines.Length == 0 ? await EndAsync(["run", "sweep.yaml", "--yes"]) : result with { Exit = scene.Lines.Any(static l => l.StartsWith("after", StringComparison.Ordinal)) ? 0 : 2 };
            _slowest = clock.Elapsed > _slowest ? clock.Elapsed : _slowest;
            return result;
        }
        catch (TimeoutException e)
        {
            _waited = true;
            Tell(e.Message);
            return new(-1, "", "");
        }
    }

    private async Task<ProgramResult> EndAsync(string[] arguments)
    {
        using var engine = scene.Start(arguments);
        var result = await engine.EndAsync(Limit);
        Tell($"{string.Join(' ', arguments)}: {result}");
        return result;
    }

    [GeneratedRegex("there is no run|no runs yet|no store", RegexOptions.IgnoreCase)]
    private static partial Regex NothingThere { get; }

    /// <summary>Looks at what the commands wrote, once they are at rest, and says of each step in doubt what is true.</summary>
    private async Task<string[]> AnswerAsync(ProgramResult result)
    {
        if (result.Error.Contains("--adopt-store", StringComparison.Ordinal))
        {
            // Told that what was done since may be done again, the operator says so all the same.
            await Scene.UntilAsync(IsAtRest, "the commands have ended");
            _asked = true;
            foreach (var line in scene.Lines.Distinct())
                _retries[line] = _retries.GetValueOrDefault(line) + 1;
            return ["--adopt-store"];
        }

        var steps = Question.Matches(result.Output + result.Error).Select(static m => m.Groups[1].Value).Where(static s => !s.StartsWith("STEP", StringComparison.Ordinal)).Distinct().ToArray();
        if (steps.Length == 0)
            return [];
        await Scene.UntilAsync(IsAtRest, "the command in doubt has ended");
        _asked = true;
        return [.. steps.SelectMany(step => (string[])["--resolve", $"{step}={Word(step)}"])];
    }

    private string Word(string step)
    {
        var id = step[(step.LastIndexOf('/') + 1)..];
        var host = scene.HasHosts ? scene.Hosts.FirstOrDefault(h => step.Contains($"[{h.Name}]", StringComparison.Ordinal))?.Name ?? "h1" : "here";
        if (scene.Lines.Contains($"{(id == "once" ? "end" : id)} {host}"))
            return "done";
        var line = $"{(id == "once" ? "start" : id)} {host}";
        _retries[line] = _retries.GetValueOrDefault(line) + 1;
        return "retry";
    }

    private Outcome Judge(ProgramResult last, Ending ending)
    {
        string[] names = scene.HasHosts ? [.. scene.Hosts.Select(static h => h.Name)] : ["here"];
        string[] expected = [.. names.SelectMany(static n => (string[])[$"before {n}", $"start {n}", $"end {n}", $"after {n}"])];
        var doubled = expected.Where(static l => !l.StartsWith("end", StringComparison.Ordinal)).Any(l => scene.Count(l) > 1 + _retries.GetValueOrDefault(l));
        var lost = last.Exit != 0 ? !_waited : expected.Any(l => scene.Count(l) == 0);
        var believed = scene.Lines.Any(l => !expected.Contains(l));
        Tell($"wrote [{string.Join(", ", scene.Lines)}]");
        return new(change, ending, doubled, lost, believed, _waited, _slowest, _story.ToString());
    }

    private bool IsAtRest() => !Directory.EnumerateDirectories("/proc").Any(IsCommand);

    /// <summary>The shell of a step, here or on a host, has the file that it writes into in its arguments or in its script.</summary>
    private bool IsCommand(string process)
    {
        try
        {
            return char.IsAsciiDigit(process[^1])
                && File.ReadAllText(process + "/cmdline") is var text && text.Contains(scene.At("log"), StringComparison.Ordinal) && text.Contains("echo", StringComparison.Ordinal);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private void Tell(string what) => _story.Append(CultureInfo.InvariantCulture, $"{what}\n");
}
