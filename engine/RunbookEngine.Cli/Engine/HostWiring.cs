using RunbookEngine.Model;
using RunbookEngine.Ssh;

namespace RunbookEngine.Cli.Engine;

/// <summary>The other machines, as a command line means them.</summary>
/// <param name="Inventory">Which there are.</param>
/// <param name="AcceptsNewHostKeys">Whether the keys of hosts that are met for the first time are taken.</param>
/// <param name="Notice">Is told, by host and sentence, what a person may want to know meanwhile.</param>
internal sealed record HostWiring(Inventory Inventory, bool AcceptsNewHostKeys, Action<string, string> Notice)
{
    /// <summary>Nothing is connected before it is used.</summary>
    public SshTransports Open(CliSession session) => new(Inventory, new()
    {
        Clock = session.Console.Clock,
        Random = new(session.Console.Random.Next()),
        Home = session.Console.Environment("HOME") is { Length: > 0 } home ? home : "/",
        AgentSocket = session.Console.Environment("SSH_AUTH_SOCK") is { Length: > 0 } socket ? socket : null,
        AcceptNewHostKeys = AcceptsNewHostKeys,
        Notice = Notice,
    });
}
