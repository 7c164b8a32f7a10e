using System.Collections.Immutable;
using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Handlers.Etcdctl;

/// <summary>Builds command lines of the etcd tools. Pure.</summary>
internal static class EtcdCommand
{
    private static readonly KeyValuePair<string, Value> Api = new("ETCDCTL_API", new Value.Text("3"));

    /// <summary>A call of <c>etcdctl</c> that talks to members.</summary>
    public static Command Online(
        EtcdConnection connection, ImmutableArray<string> endpoints, ImmutableArray<string> verb, TimeSpan? timeout = null) =>
        new()
        {
            Arguments = Etcdctl([.. connection.FlagsFor(endpoints, timeout), .. verb]),
            Environment = [Api, .. connection.Environment],
        };

    /// <summary>A call of either tool that talks to nobody.</summary>
    public static Command Offline(string tool, ImmutableArray<string> arguments) => tool == EtcdTool.Etcdctl
        ? new() { Arguments = Etcdctl(arguments), Environment = [Api] }
        : new() { Arguments = [tool, .. arguments] };

    /// <summary>Puts a guard in front: a script that sees <c>$1</c> and <c>$2</c>, and ends by running the rest.</summary>
    public static Command Guarded(Command command, string script, string first, string second) =>
        command with { Arguments = ["sh", "-c", script, "sh", first, second, .. command.Arguments] };

    /// <summary>
    /// The tool stops when a flag is also in its environment, even as an empty variable. So each variable whose flag is given is taken out;
    /// the others are left, for that is how an operator says it to the tool itself.
    /// </summary>
    private static ImmutableArray<string> Etcdctl(ImmutableArray<string> arguments)
    {
        var flags = arguments.Where(static a => a.StartsWith("--", StringComparison.Ordinal));
        var shadowed = flags.Select(VariableOf).Distinct(StringComparer.Ordinal);
        return ["env", .. shadowed.SelectMany(static v => new[] { "-u", v }), EtcdTool.Etcdctl, .. arguments];
    }

    private static string VariableOf(string flag) => "ETCDCTL_" + flag[2..].Split('=')[0].Replace('-', '_').ToUpperInvariant();
}
