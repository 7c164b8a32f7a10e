using System.Globalization;
using RunbookEngine.Model;

namespace RunbookEngine.Language;

/// <summary>What reading a fault came to.</summary>
/// <param name="Fault">Null when the text is none.</param>
/// <param name="Code">What is wrong; null when nothing is.</param>
/// <param name="Problem">What is wrong, in one sentence.</param>
/// <param name="Hint">What to write instead.</param>
public sealed record FaultReading(Fault? Fault, string? Code = null, string? Problem = null, string? Hint = null);

/// <summary>
/// Reads faults as <c>--fault</c> takes them: <c>KIND [WHAT] [on HOST] [at STEP [POINT] | after TIME | after write N] [for TIME]</c>. A step without a point means its middle; without a moment a fault
/// begins with the run. What <see cref="FaultText"/> writes is read back as the same fault. Pure.
/// </summary>
public static class FaultReader
{
    private const string Moments = "write `at STEP begin`, `at STEP middle`, `at STEP end`, `after 90s` or `after write 17`";

    private static readonly string[] s_words = ["on", "at", "after", "for"];

    /// <summary>Reads one fault.</summary>
    public static FaultReading Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 0)
            return Wrong("a fault is empty", "such as `power-loss w2 at upgrade[w2]/kubelet for 2m`");
        if (FaultKinds.All.FirstOrDefault(k => k.Name == words[0]) is not { } kind)
            return new(
                null, Codes.UnknownFault, $"there is no fault `{Shown.Word(words[0])}`", NearestWord.HintOrList(words[0], [.. FaultKinds.All.Select(static k => k.Name)], "the faults are"));
        var parts = new FaultParts();
        return parts.Read(words.AsSpan(1)) is { } problem ? Wrong(problem, Moments) : Build(kind, parts);
    }

    private static FaultReading Build(FaultKind kind, FaultParts parts)
    {
        if (kind.What.Length == 0 != (parts.What.Length == 0))
            return Wrong(kind.What.Length == 0 ? $"`{kind.Name}` names nothing, and here it names `{Shown.Word(parts.What)}`" : $"`{kind.Name}` needs {kind.What}", $"such as `{kind.Example}`");
        if (parts.What.Contains(' ', StringComparison.Ordinal) && kind.Name != "other-actor")
            return Wrong($"`{kind.Name}` names one thing, and here it names `{Shown.Word(parts.What)}`", $"such as `{kind.Example}`");
        if (parts.On is not null && kind.Name is not ("package-missing" or "clock-jump"))
            return Wrong($"`{kind.Name}` takes no `on`", $"such as `{kind.Example}`");
        return Of(kind.Name, parts.What, parts.On, parts.Moment) is { } fault
            ? new(fault with { Length = parts.Length })
            : Wrong($"`{Shown.Word(parts.What)}` is not what `{kind.Name}` takes", $"such as `{kind.Example}`");
    }

    private static Fault? Of(string kind, string what, string? on, FaultMoment moment) => kind switch
    {
        "engine-crash" => new Fault.EngineCrash { Moment = moment },
        "connection-lost" => new Fault.ConnectionLost(what) { Moment = moment },
        "power-loss" => new Fault.PowerLoss(what) { Moment = moment },
        "reboot" => new Fault.Reboot(what) { Moment = moment },
        "disk-full" => new Fault.DiskFull(what) { Moment = moment },
        "package-missing" => new Fault.PackageMissing(what, on) { Moment = moment },
        "dpkg-lock" => new Fault.DpkgLock(what) { Moment = moment },
        "pdb-blocks" => IsPath(what) ? new Fault.PdbBlocks(what) { Moment = moment } : null,
        "api-gone" => new Fault.ApiGone { Moment = moment },
        "api-slow" => Durations.TryParse(what, out var by) ? new Fault.ApiSlow(by) { Moment = moment } : null,
        "api-refuses" => Number(what) is (429 or (>= 500 and <= 599)) and var status ? new Fault.ApiRefuses(status) { Moment = moment } : null,
        "clock-jump" => Durations.TryParse(what.TrimStart('+', '-'), out var jump) ? new Fault.ClockJump(what[0] == '-' ? -jump : jump, on) { Moment = moment } : null,
        "node-not-ready" => new Fault.NodeNotReady(what) { Moment = moment },
        _ => Other(what, moment),
    };

    private static Fault.OtherActor? Other(string what, FaultMoment moment) => what.Split(' ') switch
    {
        ["cordons", var node] => new(OtherAct.Cordons, node) { Moment = moment },
        ["uncordons", var node] => new(OtherAct.Uncordons, node) { Moment = moment },
        ["upgrades", var node] => new(OtherAct.Upgrades, node) { Moment = moment },
        ["deletes", var path] when IsPath(path) => new(OtherAct.Deletes, path) { Moment = moment },
        _ => null,
    };

    private static bool IsPath(string text) => text.Split('/') is [{ Length: > 0 }, { Length: > 0 }];

    private static int Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1;

    private static FaultReading Wrong(string problem, string hint) => new(null, Codes.BadFault, problem, hint);

    /// <summary>The parts of a fault after its kind.</summary>
    private sealed class FaultParts
    {
        public string What { get; private set; } = "";

        public string? On { get; private set; }

        public FaultMoment Moment { get; private set; } = new FaultMoment.After(TimeSpan.Zero);

        public TimeSpan? Length { get; private set; }

        /// <summary>Reads them; says what is wrong, or null.</summary>
        public string? Read(ReadOnlySpan<string> words)
        {
            var seen = new HashSet<string>(StringComparer.Ordinal);
            What = string.Join(' ', Take(ref words));
            while (!words.IsEmpty)
            {
                var word = words[0];
                words = words[1..];
                var values = Take(ref words);
                if (!seen.Add(word) || (word == "after" && seen.Contains("at")) || (word == "at" && seen.Contains("after")))
                    return $"`{word}` is one too many";
                if (!Read(word, values))
                    return $"`{word} {Shown.Word(string.Join(' ', values))}` cannot be understood";
            }

            return null;
        }

        private static string[] Take(ref ReadOnlySpan<string> words)
        {
            var end = 0;
            while (end < words.Length && !s_words.Contains(words[end]))
                end++;
            var taken = words[..end].ToArray();
            words = words[end..];
            return taken;
        }

        private bool Read(string word, string[] values)
        {
            switch (word, values)
            {
                case ("on", [var host]):
                    On = host;
                    return true;
                case ("at", [var step]):
                    Moment = new FaultMoment.At(new(step), FaultPoint.Middle);
                    return true;
                case ("at", [var step, "begin" or "middle" or "end"]):
                    Moment = new FaultMoment.At(new(step), values[1] switch { "begin" => FaultPoint.Begin, "middle" => FaultPoint.Middle, _ => FaultPoint.End });
                    return true;
                case ("after", ["write", var number]) when Number(number) > 0:
                    Moment = new FaultMoment.Write(Number(number));
                    return true;
                case ("after", [var delay]) when Durations.TryParse(delay, out var time):
                    Moment = new FaultMoment.After(time);
                    return true;
                case ("for", [var length]) when Durations.TryParse(length, out var time):
                    Length = time;
                    return true;
                default:
                    return false;
            }
        }
    }
}
