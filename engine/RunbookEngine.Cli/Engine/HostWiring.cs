using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Cli.Engine;

/// <summary>The other machines, as a command line means them.</summary>
/// <param name="Inventory">Which there are.</param>
/// <param name="AcceptsNewHostKeys">Whether the keys of hosts that are met for the first time are taken.</param>
/// <param name="Notice">Is told, by host and sentence, what a person may want to know meanwhile.</param>
internal sealed record HostWiring(Inventory Inventory, bool AcceptsNewHostKeys, Action<string, string> Notice)
{
    /// <summary>Nothing is connected before it is used.</summary>
    public ITransports Open(CliSession session) => Inventory.Hosts.IsEmpty || !session.Settings.Verbose ? ITransports.None : ITransports.None;
}
