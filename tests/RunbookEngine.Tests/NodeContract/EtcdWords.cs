using System.Globalization;
using System.Text.RegularExpressions;
using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Tests.NodeContract;

/// <summary>
/// Tells what a handler observed without what differs from cluster to cluster: ids and hashes get numbers in the order of their first appearance, revisions and counts of entries are told from the first one on, addresses are names, and
/// sizes, times and hashes of files are left out.
/// </summary>
internal sealed partial class EtcdWords
{
    private static readonly string[] s_leftOut = ["took", "db_size", "db_size_in_use", "db_size_before", "db_size_after", "raft_term", "total_size", "sha256", "version", "compact_revision"];
    private static readonly (string Before, string Between)[] s_inOrderOfIds = [("its members are ", ", "), ("initial_cluster: ", ","), ("endpoints are not healthy: ", ", ")];
    private readonly Dictionary<string, string> _names = [];
    private readonly Dictionary<string, long> _first = [];

    public IEnumerable<string> Of(StepOutcome outcome) => (outcome switch
    {
        StepOutcome.Succeeded s => ["done", .. Lines("", s.Outputs)],
        StepOutcome.Unchanged u => ["unchanged", .. Lines("", u.Outputs)],
        StepOutcome.Failed f => [$"failed {f.Failure.Code}: {f.Failure.Message}", f.Failure.Retryable ? "retryable" : "not retryable", "hint: " + f.Failure.Hint],
        _ => new[] { outcome.ToString() ?? "" },
    }).Select(Plain);

    private IEnumerable<string> Lines(string name, Value value) => value switch
    {
        Value.Map map => map.Entries.Where(static e => !s_leftOut.Contains(e.Key)).SelectMany(e => Lines(name.Length > 0 ? $"{name}.{e.Key}" : e.Key, e.Value)),
        Value.List list when name is "endpoints" or "members" => Sorted(list).SelectMany((item, i) => Lines(string.Create(CultureInfo.InvariantCulture, $"{name}[{i}]"), item)),
        Value.List list => list.Items.SelectMany((item, i) => Lines(string.Create(CultureInfo.InvariantCulture, $"{name}[{i}]"), item)),
        _ => [$"{name}: {Scalar(name, value.ToString() ?? "")}"],
    };

    /// <summary>In the order of addresses: that of ids is another one in each cluster. Those of <c>defrag</c> have an order of their own.</summary>
    private IEnumerable<Value> Sorted(Value.List list) => list.Items.All(static i => i is Value.Map m && m["db_size_before"] is null)
        ? list.Items.OrderBy(i => Plain(((i as Value.Map)?["endpoint"] ?? (i as Value.Map)?["peer_urls"])?.ToString() ?? ""), StringComparer.Ordinal)
        : list.Items;

    private string Scalar(string name, string text) => name[(name.LastIndexOf('.') + 1)..] switch
    {
        "revision" or "total_key" when long.TryParse(text, CultureInfo.InvariantCulture, out var number) =>
            string.Create(CultureInfo.InvariantCulture, $"first + {number - (_first.TryGetValue(Kind(name), out var first) ? first : _first[Kind(name)] = number)}"),
        "hash" or "hash_number" => Numbered(name.EndsWith("hash_number", StringComparison.Ordinal) || name.StartsWith("endpoints", StringComparison.Ordinal) ? "hash" : "hash of file", text),
        _ => text,
    };

    private static string Kind(string name) => name.EndsWith("total_key", StringComparison.Ordinal) ? "entries" : "revision";

    /// <summary>Ids in hex, and addresses. Members stand in the order of their ids, which is another one in each cluster.</summary>
    private string Plain(string line)
    {
        var plain = Address().Replace(Id().Replace(line, m => Numbered("id", m.Value)), "cp$1");
        foreach (var (before, between) in s_inOrderOfIds)
        {
            if (plain.IndexOf(before, StringComparison.Ordinal) is var at and >= 0)
                return plain[..(at + before.Length)] + string.Join(between, plain[(at + before.Length)..].Split(between).Order(StringComparer.Ordinal));
        }

        return plain;
    }

    private string Numbered(string kind, string text)
    {
        if (!_names.TryGetValue(kind + text, out var known))
            _names[kind + text] = known = string.Create(CultureInfo.InvariantCulture, $"{kind} {_names.Keys.Count(k => k.StartsWith(kind, StringComparison.Ordinal)) + 1}");
        return known;
    }

    [GeneratedRegex("\\b[0-9a-f]{14,16}\\b")]
    private static partial Regex Id();

    [GeneratedRegex("\\b10\\.[0-9]+\\.0\\.1([123])\\b")]
    private static partial Regex Address();
}
