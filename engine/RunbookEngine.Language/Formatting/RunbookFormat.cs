using System.Buffers;
using YamlDotNet.Core;
using YamlDotNet.Core.Tokens;

namespace RunbookEngine.Language;

/// <summary>What formatting a text gave.</summary>
/// <param name="Text">The text, formatted; null when it is left as it is.</param>
/// <param name="Problem">Why it is left; null when it is not.</param>
/// <param name="IsReadable">Whether it can be read at all.</param>
public sealed record Formatted(string? Text, string? Problem = null, bool IsReadable = true);

/// <summary>
/// Lays a file of the language out anew: two blanks for each level, no blanks at the ends of lines, at most one empty line in a row. Words, their order, their quotes and all comments stay. A text is
/// only changed when reading it again gives the same keys and values, and the same comments.
/// </summary>
public static class RunbookFormat
{
    private static readonly SearchValues<char> s_doubtful = SearchValues.Create("\ufeff\u0085\u2028\u2029\f\v");

    /// <summary>Formats a text. What it gives for its own result is that result.</summary>
    public static Formatted Format(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var lines = text.TrimStart('\ufeff').Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');
        if (Read(lines) is not { } root)
            return new(null, "it is not YAML that a runbook can be; `runbook validate` says why", IsReadable: false);
        // A mark of byte order within the text is a character there, and at its beginning it is none; some of the others end a line for one reader and not for the next.
        if (lines.AsSpan().ContainsAny(s_doubtful) || new BlockLayout(lines).Lay(root) is not { } laid || Comments(lines) is not { } comments)
            return Unsafe;
        return Read(laid) is { } again && IsSame(root, again) && Comments(laid) is { } kept && comments.SequenceEqual(kept) && new BlockLayout(laid).Lay(again) == laid ? new(laid) : Unsafe;
    }

    private static Formatted Unsafe { get; } = new(null, "it is laid out in a way that cannot be changed without a risk for what it says");

    private static YamlNode? Read(string text)
    {
        var bag = new DiagnosticBag();
        try
        {
            return YamlReader.Read(new("text", text), bag) is { } root && !bag.HasErrors ? root : null;
        }
        catch (TooManyMistakesException)
        {
            return null;
        }
    }

    private static bool IsSame(YamlNode a, YamlNode b) => (a, b) switch
    {
        (YamlScalar x, YamlScalar y) => x.Text == y.Text && x.Style == y.Style,
        (YamlSequence x, YamlSequence y) => x.Items.Count == y.Items.Count && x.Items.Zip(y.Items).All(static p => IsSame(p.First, p.Second)),
        (YamlMapping x, YamlMapping y) => x.Entries.Count == y.Entries.Count && x.Entries.Zip(y.Entries).All(static p => p.First.Name == p.Second.Name && IsSame(p.First.Value, p.Second.Value)),
        _ => false,
    };

    /// <summary>All comments in their order; null when they cannot be told.</summary>
    private static List<string>? Comments(string text)
    {
        var comments = new List<string>();
        try
        {
            var tokens = new Scanner(new StringReader(text), skipComments: false);
            while (tokens.MoveNext())
            {
                if (tokens.Current is Comment comment)
                    comments.Add(comment.Value.TrimEnd());
            }
        }
        catch (Exception e) when (e is YamlException or InvalidOperationException or ArgumentException)
        {
            return null;
        }

        return comments;
    }
}
