using System.Text;
using RunbookEngine.Cli.Text;

namespace RunbookEngine.Cli.Pipelines;

/// <summary>A message to people who do not look at the run.</summary>
internal sealed record Notice
{
    /// <summary>Why it is sent: <c>waiting</c>, <c>failed</c> or <c>ended</c>.</summary>
    public required string Event { get; init; }

    /// <summary>The run.</summary>
    public required string Run { get; init; }

    /// <summary>The runbook's name.</summary>
    public required string Runbook { get; init; }

    /// <summary>How the run stands.</summary>
    public required string Status { get; init; }

    /// <summary>What happened, in one sentence.</summary>
    public required string Message { get; init; }

    /// <summary>The step it happened to; null for the run as a whole.</summary>
    public string? Step { get; init; }

    /// <summary>The host; null: the engine's machine, or none.</summary>
    public string? Host { get; init; }

    /// <summary>What to do; null when nothing is to be done.</summary>
    public string? Hint { get; init; }

    /// <summary>What to type next; null when nothing is.</summary>
    public string? Command { get; init; }

    /// <summary>The message as chats show it: their own marks in texts of others are only marks.</summary>
    public string Text
    {
        get
        {
            var text = new StringBuilder($"{Chat(Runbook)} ({Chat(Run)}) is {Chat(Status)}: {Chat(Message)}");
            if (Hint is { } hint)
                text.Append('\n').Append(Chat(hint));
            if (Command is { } command)
                text.Append('\n').Append(Chat(command));
            return text.ToString();
        }
    }

    private static string Chat(string text) => TerminalText.Line(text).Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);
}
