using System.Text.RegularExpressions;

namespace RunbookEngine.Tests.Walkthroughs;

/// <summary>
/// A page with transcripts in it: <c>console</c> blocks hold commands and what they said, <c>yaml</c> blocks whose first line is <c># NAME.yaml</c> are
/// files that are there from then on. <c>docs/walkthroughs/README.md</c> says it for people. Pure.
/// </summary>
internal sealed partial record Walkthrough(IReadOnlyList<Part> Parts)
{
    public IEnumerable<TypedCommand> Commands => Parts.OfType<Transcript>().SelectMany(static t => t.Commands);

    /// <exception cref="FormatException">A block says something before its first command, or does not end.</exception>
    public static Walkthrough Read(string page)
    {
        var parts = new List<Part>();
        var lines = new Queue<string>(page.TrimEnd('\n').Split('\n'));
        while (lines.TryDequeue(out var line))
            parts.Add(Fence().Match(line) is { Success: true } fence ? OfBlock(line, fence, lines) : new Prose(line + "\n"));
        return new(parts);
    }

    /// <summary>The page again.</summary>
    public string Write() => string.Concat(Parts.Select(static p => p.Text));

    /// <summary>The same page, each command with what it says now.</summary>
    public Walkthrough With(Func<TypedCommand, TypedCommand> now) =>
        new([.. Parts.Select(p => p is Transcript transcript ? new Transcript([.. transcript.Commands.Select(now)]) : p)]);

    private static Part OfBlock(string opening, Match fence, Queue<string> lines)
    {
        var block = Block(opening, fence.Groups["ticks"].Value, lines);
        return fence.Groups["language"].Value switch
        {
            "console" => OfTranscript(block),
            "yaml" when FileName(block) is { } name => new WrittenFile(name, Lines(block)),
            _ => new Prose($"{opening}\n{Lines(block)}{fence.Groups["ticks"].Value}\n"),
        };
    }

    private static List<string> Block(string opening, string end, Queue<string> lines)
    {
        var block = new List<string>();
        while (lines.TryDequeue(out var line))
        {
            if (line == end)
                return block;
            block.Add(line);
        }

        throw new FormatException($"The block that begins with {opening} does not end.");
    }

    private static Transcript OfTranscript(List<string> block)
    {
        var commands = new List<TypedCommand>();
        foreach (var line in block)
        {
            if (line.StartsWith("$ ", StringComparison.Ordinal))
                commands.Add(new(line[2..], ""));
            else if (commands.Count == 0)
                throw new FormatException($"A console block begins with a command, not with {line}");
            else if (line.StartsWith("> ", StringComparison.Ordinal) && commands[^1].Said.Length == 0)
                commands[^1] = commands[^1] with { Command = commands[^1].Command + "\n" + line[2..] };
            else
                commands[^1] = commands[^1] with { Said = commands[^1].Said + line + "\n" };
        }

        return commands.Count > 0 ? new(commands) : throw new FormatException("A console block has no command.");
    }

    /// <summary>That of a block whose first line is <c># NAME.yaml</c>.</summary>
    private static string? FileName(List<string> block) =>
        block is [['#', ' ', .. var name], ..] && name.EndsWith(".yaml", StringComparison.Ordinal) && !name.Contains(' ', StringComparison.Ordinal) ? name : null;

    private static string Lines(List<string> block) => string.Concat(block.Select(static l => l + "\n"));

    [GeneratedRegex("^(?<ticks>`{3,})(?<language>.*)$")]
    private static partial Regex Fence();
}

/// <summary>A piece of a page.</summary>
internal abstract record Part
{
    /// <summary>As it stands there.</summary>
    public abstract string Text { get; }
}

/// <summary>What nothing is done with.</summary>
internal sealed record Prose(string Words) : Part
{
    public override string Text => Words;
}

/// <summary>A file that is there from here on.</summary>
internal sealed record WrittenFile(string Name, string Content) : Part
{
    public override string Text => $"```yaml\n{Content}```\n";
}

/// <summary>Commands, one after the other.</summary>
internal sealed partial record Transcript(IReadOnlyList<TypedCommand> Commands) : Part
{
    public override string Text
    {
        get
        {
            var typed = string.Concat(Commands.Select(static c => $"$ {c.Command.Replace("\n", "\n> ", StringComparison.Ordinal)}\n{c.Said}"));
            // What was said may hold blocks of its own.
            var fence = new string('`', Ticks().Matches(typed).Select(static m => m.Length + 1).Append(3).Max());
            return $"{fence}console\n{typed}{fence}\n";
        }
    }

    [GeneratedRegex("^`{3,}", RegexOptions.Multiline)]
    private static partial Regex Ticks();
}

/// <summary>A command and what it said; where it did not exit with 0, the last line is <c>[exit N]</c>.</summary>
internal sealed record TypedCommand(string Command, string Said);
