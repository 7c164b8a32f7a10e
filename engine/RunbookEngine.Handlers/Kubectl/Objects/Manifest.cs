using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using RunbookEngine.Model;

namespace RunbookEngine.Handlers.Kubectl.Objects;

/// <summary>
/// One object of a manifest. Its text goes to the server as it is, which reads YAML itself; only kind and name are read here, to know where to send it. Pure.
/// </summary>
/// <param name="ApiVersion">Such as <c>apps/v1</c>.</param>
/// <param name="Kind">Such as <c>Deployment</c>.</param>
/// <param name="Name">Its name.</param>
/// <param name="Space">The namespace that it names; null: none.</param>
/// <param name="Text">JSON or YAML.</param>
internal sealed record Manifest(string ApiVersion, string Kind, string Name, string? Space, string Text)
{
    /// <summary>Reads a file: JSON, or YAML with any number of documents.</summary>
    /// <exception cref="SettingException">One that names no kind or no name.</exception>
    public static ImmutableArray<Manifest> Parse(string text, string where)
    {
        if (text.AsSpan().TrimStart() is ['{' or '[', ..])
            return [.. Items(ParseJson(text, where)).Select(i => Of(i, where))];
        return [.. Documents(text).Select(d => OfYaml(d, where))];
    }

    /// <summary>Reads what a runbook holds: one object, or a list of them.</summary>
    /// <exception cref="SettingException">One that names no kind or no name.</exception>
    public static ImmutableArray<Manifest> Parse(Value value, string where) => value switch
    {
        Value.Text text => Parse(text.Content, where),
        Value.Secret secret => Parse(secret.Reveal(), where),
        _ => [.. Items(JsonValues.Of(value)).Select(i => Of(i, where))],
    };

    private static JsonNode? ParseJson(string text, string where)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException e)
        {
            throw new SettingException($"{where} is no JSON: {e.Message}", "mend it; `kubectl apply --dry-run=client -f` reads it too");
        }
    }

    /// <summary>A list of kind <c>List</c>, and a plain list, stand for their items.</summary>
    private static IEnumerable<JsonNode?> Items(JsonNode? node) => node switch
    {
        JsonArray list => list.SelectMany(Items),
        JsonObject map when map["kind"] is JsonValue kind && kind.ToString() == "List" && map["items"] is JsonArray items => items.SelectMany(Items),
        _ => [node],
    };

    private static Manifest Of(JsonNode? item, string where) => Checked(
        new(Field(item, "apiVersion"), Field(item, "kind"), Field(item?["metadata"], "name"), Field(item?["metadata"], "namespace") is { Length: > 0 } space ? space : null, item?.ToJsonString() ?? ""),
        where);

    private static string Field(JsonNode? node, string name) => node is JsonObject map && map[name] is JsonValue value ? value.ToString() : "";

    private static Manifest Checked(Manifest manifest, string where) => manifest is { ApiVersion.Length: > 0, Kind.Length: > 0, Name.Length: > 0 }
        ? manifest
        : throw new SettingException(
            $"{where} holds an object without {(manifest.ApiVersion.Length == 0 ? "`apiVersion`" : manifest.Kind.Length == 0 ? "`kind`" : "`metadata.name`")}",
            "each object needs apiVersion, kind and metadata.name; in YAML each on a line of its own");

    /// <summary>The parts between lines <c>---</c> in which more stands than comments.</summary>
    private static IEnumerable<string> Documents(string text)
    {
        List<string> lines = [];
        foreach (var line in text.ReplaceLineEndings("\n").Split('\n').Append("---"))
        {
            if (line.StartsWith("---", StringComparison.Ordinal) && (line.Length == 3 || char.IsWhiteSpace(line[3])))
            {
                if (lines.Exists(static l => l.Trim().Length > 0 && !l.TrimStart().StartsWith('#')))
                    yield return string.Join('\n', lines);
                lines.Clear();
            }
            else if (line is not "...")
            {
                lines.Add(line);
            }
        }
    }

    private static Manifest OfYaml(string document, string where)
    {
        var lines = document.Split('\n');
        var (name, space) = Metadata(lines);
        return Checked(new(Top(lines, "apiVersion"), Top(lines, "kind"), name, space.Length > 0 ? space : null, document), where);
    }

    private static string Top(string[] lines, string key) =>
        lines.Where(l => l.StartsWith(key + ":", StringComparison.Ordinal)).Select(l => Scalar(l[(key.Length + 1)..])).FirstOrDefault() ?? "";

    /// <summary>What stands right under <c>metadata:</c>, by its indentation; or in braces behind it.</summary>
    private static (string Name, string Space) Metadata(string[] lines)
    {
        var at = Array.FindIndex(lines, static l => l.StartsWith("metadata:", StringComparison.Ordinal));
        if (at < 0)
            return ("", "");
        if (lines[at]["metadata:".Length..].Trim() is ['{', .. var inner, '}'])
            lines = ["metadata:", .. inner.Split(',').Select(static p => "  " + p.Trim())];
        var under = lines.Skip(at < lines.Length && lines[at].TrimEnd() == "metadata:" ? at + 1 : 1).TakeWhile(static l => l.Length == 0 || l[0] is ' ' or '#').ToArray();
        var depth = under.Where(static l => l.Trim().Length > 0 && l.TrimStart()[0] != '#').Select(Depth).FirstOrDefault();
        string Of(string key) => under.Where(l => Depth(l) == depth && l.TrimStart().StartsWith(key + ":", StringComparison.Ordinal))
            .Select(l => Scalar(l.TrimStart()[(key.Length + 1)..])).FirstOrDefault() ?? "";
        return (Of("name"), Of("namespace"));
    }

    private static int Depth(string line) => line.Length - line.TrimStart().Length;

    private static string Scalar(string text)
    {
        var plain = text.Trim();
        if (plain is ['"', .., '"'] or ['\'', .., '\''])
            return plain[1..^1];
        var comment = plain.IndexOf(" #", StringComparison.Ordinal);
        plain = (comment < 0 ? plain : plain[..comment]).Trim();
        return plain is ['"', .., '"'] or ['\'', .., '\''] ? plain[1..^1] : plain;
    }
}
