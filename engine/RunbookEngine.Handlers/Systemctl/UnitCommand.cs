using System.Collections.Immutable;
using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Handlers.Systemctl;

/// <summary>Builds command lines of systemctl. Pure.</summary>
internal static class UnitCommand
{
    /// <summary>The invocation before the restart is printed by the very command that restarts, so that it is known after a crash too.</summary>
    private const string RestartScript = "# runbook: restart unit\nsystemctl show --property=InvocationID -- \"$1\"; shift; exec \"$@\"";

    /// <summary>No pager, no colours, no other language, and no password that is asked for.</summary>
    public static ImmutableArray<KeyValuePair<string, Value>> Plain { get; } =
        [new("LC_ALL", new Value.Text("C")), new("SYSTEMD_COLORS", new Value.Text("0")), new("SYSTEMD_PAGER", new Value.Text("cat"))];

    public static Command Of(ImmutableArray<string> words) => new() { Arguments = ["systemctl", "--no-pager", "--no-ask-password", .. words], Environment = Plain };

    public static Command Acting(UnitSettings settings)
    {
        var command = Of([settings.Verb, .. Flag(settings.Now, "--now"), .. Flag(settings.NoBlock, "--no-block"), "--", settings.Unit]);
        return settings.Verb == SystemctlDefinition.Restart
            ? command with { Arguments = ["sh", "-c", RestartScript, "sh", settings.Unit, .. command.Arguments] }
            : command;
    }

    /// <summary>The invocation that the script printed; empty when the unit was not up.</summary>
    public static string InvocationBefore(CommandResult result)
    {
        const string Name = "InvocationID=";
        var line = result.Stdout.Split('\n').FirstOrDefault(static l => l.StartsWith(Name, StringComparison.Ordinal));
        return line?[Name.Length..].Trim() ?? "";
    }

    private static ImmutableArray<string> Flag(bool given, string flag) => given ? [flag] : [];
}
