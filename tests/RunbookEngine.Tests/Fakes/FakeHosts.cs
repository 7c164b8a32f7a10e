using System.Collections.Concurrent;
using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Tests.Fakes;

/// <summary>Machines without processes, all of them in the group <c>workers</c>.</summary>
public sealed class FakeHosts(ConcurrentQueue<string> effects) : ITransports
{
    private readonly List<FakeTransport> _hosts = [];

    public Inventory Inventory => new()
    {
        File = "/srv/inventory.yaml",
        Hosts = [.. _hosts.Select(static h => new Host { Name = h.Target, Groups = ["workers"], Span = SourceSpan.None })],
        Groups = [new("workers", [.. _hosts.Select(static h => h.Target)])],
    };

    public FakeTransport this[string name] => _hosts.Single(h => h.Target == name);

    public FakeHosts Add(params string[] names)
    {
        _hosts.AddRange(names.Select(n => new FakeTransport(n, effects)));
        return this;
    }

    public void Remove(string name) => _hosts.RemoveAll(h => h.Target == name);

    public ITransport? Find(string host) => _hosts.Find(h => h.Target == host);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
