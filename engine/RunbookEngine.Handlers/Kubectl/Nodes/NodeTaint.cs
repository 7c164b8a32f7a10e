using System.Collections.Immutable;
using System.Text.Json;
using RunbookEngine.Cluster;

namespace RunbookEngine.Handlers.Kubectl.Nodes;

/// <summary>A taint of a node. Pure.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Value">Its value; empty when it has none.</param>
/// <param name="Effect"><c>NoSchedule</c>, <c>PreferNoSchedule</c> or <c>NoExecute</c>.</param>
internal sealed record NodeTaint(string Key, string Value, string Effect)
{
    /// <summary>When it was set, as the server keeps it for <c>NoExecute</c>; empty for others.</summary>
    public string Added { get; init; } = "";

    /// <summary>What makes it that taint and no other.</summary>
    public string Identity => $"{Key}:{Effect}";

    public static ImmutableArray<NodeTaint> Of(JsonElement node) =>
        [.. node.Items("spec", "taints").Select(static t => new NodeTaint(t.Text("key"), t.Text("value"), t.Text("effect")) { Added = t.Text("timeAdded") })];

    /// <summary>As kubectl writes it.</summary>
    public override string ToString() => Value.Length == 0 ? Identity : $"{Key}={Value}:{Effect}";
}

/// <summary>One word of <c>kubectl taint</c>: <c>key=value:Effect</c> sets, <c>key:Effect-</c> and <c>key-</c> remove. Pure.</summary>
/// <param name="Taint">What is set or removed; an empty effect stands for all effects of the key.</param>
/// <param name="Removes">Whether it is removed.</param>
internal sealed record TaintChange(NodeTaint Taint, bool Removes)
{
    private static readonly ImmutableArray<string> Effects = ["NoSchedule", "PreferNoSchedule", "NoExecute"];

    /// <exception cref="SettingException">A word that is none.</exception>
    public static ImmutableArray<TaintChange> Parse(IEnumerable<string> words) => [.. words.Select(Parse)];

    /// <summary>Whether a taint is meant by a removal.</summary>
    public bool Means(NodeTaint taint) => taint.Key == Taint.Key && (Taint.Effect.Length == 0 || taint.Effect == Taint.Effect);

    private static TaintChange Parse(string word)
    {
        var removes = word.EndsWith('-');
        var parts = (removes ? word[..^1] : word).Split(':', 2);
        var (key, value) = parts[0].Split('=', 2) is [var k, var v] ? (k, v) : (parts[0], "");
        var effect = parts is [_, var e] ? e : "";
        var isGood = key.Length > 0 && !word.Any(char.IsWhiteSpace) && (effect.Length == 0 ? removes : Effects.Contains(effect));
        return isGood
            ? new(new(key, value, effect), removes)
            : throw new SettingException($"`{word}` is no taint", $"write `key=value:EFFECT` to set it, `key:EFFECT-` or `key-` to remove it; the effects are {string.Join(", ", Effects)}");
    }
}

/// <summary>What becomes of a node's taints. Pure.</summary>
/// <param name="Taints">All of them afterwards.</param>
/// <param name="Owners">Which run set which, afterwards: by <see cref="NodeTaint.Identity"/>.</param>
/// <param name="Set">Those that are set now.</param>
/// <param name="Removed">Those that are removed now.</param>
/// <param name="Left">Those that stay, because this run did not set them.</param>
/// <param name="Taken">Those that are there with another value, and may not be overwritten.</param>
internal sealed record TaintPlan(
    ImmutableArray<NodeTaint> Taints, ImmutableSortedDictionary<string, string> Owners, ImmutableArray<NodeTaint> Set, ImmutableArray<NodeTaint> Removed, ImmutableArray<NodeTaint> Left,
    ImmutableArray<NodeTaint> Taken)
{
    /// <summary>The annotation that says which run set which taint: <c>key:Effect=RUN</c>, joined by commas.</summary>
    public const string Annotation = "runbook-engine/tainted-by";

    /// <summary>Whether anything is to be done.</summary>
    public bool Changes => Set.Length + Removed.Length > 0;

    public static TaintPlan Of(JsonElement node, ImmutableArray<TaintChange> changes, string run, bool overwrites, bool force)
    {
        List<NodeTaint> taints = [.. NodeTaint.Of(node)];
        var owners = OwnersOf(node).ToBuilder();
        List<NodeTaint> set = [], removed = [], left = [], taken = [];
        foreach (var change in changes)
        {
            if (change.Removes)
                Remove(change);
            else
                Add(change.Taint);
        }

        foreach (var gone in owners.Keys.Where(o => taints.TrueForAll(t => t.Identity != o)).ToArray())
            owners.Remove(gone);
        return new([.. taints], owners.ToImmutable(), [.. set], [.. removed], [.. left], [.. taken]);

        void Remove(TaintChange change)
        {
            foreach (var taint in taints.Where(change.Means).ToArray())
            {
                var isOurs = force || owners.GetValueOrDefault(taint.Identity) == run;
                (isOurs ? removed : left).Add(taint);
                if (isOurs)
                    taints.Remove(taint);
            }
        }

        void Add(NodeTaint taint)
        {
            var at = taints.FindIndex(t => t.Identity == taint.Identity);
            if (at >= 0 && taints[at].Value == taint.Value)
                return;
            if (at >= 0 && !overwrites)
            {
                taken.Add(taints[at]);
                return;
            }

            if (at >= 0)
                taints.RemoveAt(at);
            taints.Add(taint);
            owners[taint.Identity] = run;
            set.Add(taint);
        }
    }

    /// <summary>The annotation's text; null when nothing is left to say.</summary>
    public string? OwnersText => Owners.IsEmpty ? null : string.Join(',', Owners.Select(static o => $"{o.Key}={o.Value}"));

    private static ImmutableSortedDictionary<string, string> OwnersOf(JsonElement node) => (node.Annotation(Annotation) ?? "")
        .Split(',', StringSplitOptions.RemoveEmptyEntries).Select(static o => o.Split('=', 2)).Where(static o => o.Length == 2)
        .GroupBy(static o => o[0]).ToImmutableSortedDictionary(static g => g.Key, static g => g.Last()[1], StringComparer.Ordinal);
}
