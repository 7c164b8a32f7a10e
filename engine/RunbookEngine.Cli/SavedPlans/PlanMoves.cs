using System.Text.Json;
using RunbookEngine.Cli.Text;
using RunbookEngine.Model;

namespace RunbookEngine.Cli.SavedPlans;

/// <summary>What is otherwise now than a saved plan says, in lines for people. Pure.</summary>
internal static class PlanMoves
{
    /// <summary>What differs in the texts.</summary>
    public static IEnumerable<string> OfText(SavedPlan then, Runbook now)
    {
        if (then.Property("runbook_hash").GetString() == now.Hash)
            return [];
        var before = then.Property("sources").EnumerateArray().Select(static s => new SourceText(s.GetProperty("file").GetString()!, s.GetProperty("text").GetString()!)).ToList();
        var lines = Enumerable.Range(0, Math.Max(before.Count, now.Sources.Length)).SelectMany(i =>
        {
            var (old, current) = (before.ElementAtOrDefault(i), now.Sources.ElementAtOrDefault(i));
            return LineDiff.Unified(old?.Text ?? "", current?.Text ?? "", $"{(old ?? current)!.File} (in the plan)", $"{(current ?? old)!.File} (now)");
        }).ToList();
        return lines.Count > 0 ? lines : ["the runbook is another one than in the plan"];
    }

    /// <summary>What differs before anything is asked: inputs, environment, hosts.</summary>
    public static IEnumerable<string> OfGiven(SavedPlan then, SavedPlan now) =>
        Entries("inputs", then, now)
            .Concat(Entries("environment", then, now))
            .Concat(Entries("targets", then, now))
            .Concat(LineDiff.Unified(Text(then.Property("inventory")), Text(now.Property("inventory")), "inventory (in the plan)", "inventory (now)"));

    /// <summary>What the targets say differently.</summary>
    public static IEnumerable<string> OfAnswers(SavedPlan then, SavedPlan now)
    {
        var (before, after) = (Answers(then), Answers(now));
        foreach (var (step, answer) in before)
        {
            if (!after.TryGetValue(step, out var other))
                yield return $"{step}: {answer} in the plan; there is no such step now";
            else if (other != answer)
                yield return $"{step}: {answer} in the plan; now {other}";
        }

        foreach (var (step, answer) in after.Where(a => !before.ContainsKey(a.Key)))
            yield return $"{step}: not in the plan; now {answer}";
    }

    private static IEnumerable<string> Entries(string name, SavedPlan then, SavedPlan now)
    {
        var (before, after) = (Map(then.Property(name)), Map(now.Property(name)));
        foreach (var key in before.Keys.Union(after.Keys))
        {
            var (old, current) = (before.GetValueOrDefault(key), after.GetValueOrDefault(key));
            if (old != current)
                yield return $"{name}.{key}: {old ?? "nothing"} in the plan; now {current ?? "nothing"}";
        }
    }

    private static Dictionary<string, string> Map(JsonElement map) => map.EnumerateObject().ToDictionary(static p => p.Name, static p => p.Value.GetRawText().ReplaceLineEndings(" "));

    private static string Text(JsonElement json) => json.GetRawText();

    private static Dictionary<string, string> Answers(SavedPlan plan) => plan.Property("answers").EnumerateArray().ToDictionary(
        static a => a.GetProperty("step").GetString()! + (a.TryGetProperty("target", out var target) ? $" on {target.GetString()}" : ""),
        static a => a.GetProperty("answer").GetString()!.Replace('_', ' ') + (a.TryGetProperty("text", out var text) ? $" ({text.GetString()!.ReplaceLineEndings(" ⏎ ").Trim()})" : ""));
}
