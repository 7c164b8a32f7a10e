using System.Text.Json;
using RunbookEngine.Cluster;

namespace RunbookEngine.Handlers.Kubectl.Draining;

/// <summary>A selector as objects have it: <c>matchLabels</c> and <c>matchExpressions</c>, which must all hold. Pure.</summary>
internal static class SelectorOfObject
{
    /// <summary>Whether labels fit; a selector that is not there fits nothing.</summary>
    public static bool Matches(JsonElement selector, IReadOnlyDictionary<string, string> labels, bool emptyFitsAll = true)
    {
        if (selector.ValueKind != JsonValueKind.Object)
            return false;
        var wanted = selector.Texts("matchLabels").ToArray();
        var expressions = selector.Items("matchExpressions").ToArray();
        if (wanted.Length + expressions.Length == 0)
            return emptyFitsAll;
        return wanted.All(w => labels.TryGetValue(w.Key, out var value) && value == w.Value) && expressions.All(e => Holds(e, labels));
    }

    private static bool Holds(JsonElement expression, IReadOnlyDictionary<string, string> labels)
    {
        var has = labels.TryGetValue(expression.Text("key"), out var value);
        var isAmong = has && expression.Items("values").Any(v => v.ValueKind == JsonValueKind.String && v.GetString() == value);
        return expression.Text("operator") switch
        {
            "In" => isAmong,
            "NotIn" => !isAmong,
            "Exists" => has,
            "DoesNotExist" => !has,
            _ => false,
        };
    }
}
