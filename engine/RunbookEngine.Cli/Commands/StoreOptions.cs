using System.CommandLine;

namespace RunbookEngine.Cli.Commands;

/// <summary>What the commands that drive a run in a store have in common.</summary>
internal static class StoreOptions
{
    /// <summary><c>--adopt-store</c>.</summary>
    public static Option<bool> Adopt() =>
        new("--adopt-store") { Description = "This file is the store from now on, though it is a copy, or a backup that was put back; the other must not be used any more." };
}
