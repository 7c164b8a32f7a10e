using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using RunbookEngine.Execution;

namespace RunbookEngine.Handlers.Kubeadm;

/// <summary>Whether a verb of the installed kubeadm speaks JSON, and what it said. Pure.</summary>
internal static class KubeadmJson
{
    /// <summary>
    /// The flag for it: <c>-o json</c> whether the long one is <c>--output</c> or <c>--experimental-output</c>; nothing where the verb has neither, as in 1.20. Its help tells, so that no list
    /// of versions has to be right.
    /// </summary>
    public static ImmutableArray<string> Flag(CommandResult help) => help.Stdout.Contains("-o, --", StringComparison.Ordinal) ? ["-o", "json"] : [];

    /// <summary>
    /// The documents in a text, one after the other, without what stands before the first; some versions write a line of talk before it, and some one document for each upgrade. None when it is not JSON.
    /// </summary>
    public static ImmutableArray<JsonElement> Documents(string text)
    {
        var start = text.StartsWith('{') ? 0 : text.IndexOf("\n{", StringComparison.Ordinal);
        if (start < 0)
            return [];
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(text[start..]), new JsonReaderOptions { AllowMultipleValues = true });
        var documents = ImmutableArray.CreateBuilder<JsonElement>();
        try
        {
            while (reader.Read())
                documents.Add(JsonElement.ParseValue(ref reader));
        }
        catch (JsonException)
        {
            return [];
        }

        return documents.ToImmutable();
    }
}
