using RunbookEngine.Execution;

namespace RunbookEngine.Local.Commands;

/// <summary>What can be said of a command before anything is started.</summary>
internal static class CommandCheck
{
    /// <summary>Why it cannot be started, or null.</summary>
    public static string? Refusal(Command command, string folder) =>
        command.UnitProperties is not null
            ? "the engine's own machine runs no command in a unit of its own; take `unit` out, or name a host with `on`"
            : CommandRules.Refusal(command) ?? CommandRules.FolderRefusal(folder);
}
