using System.Collections.Immutable;
using RunbookEngine.Model;

namespace RunbookEngine.Language;

/// <summary>
/// Puts everything inherited in its place: a host's own word wins over its groups, an inner group over the one around it, any group over the defaults. Groups that
/// disagree on a host are named.
/// </summary>
internal sealed class InventoryAssembly(InventoryReading reading, InventoryDraft draft)
{
    private readonly HashSet<(string, string, string)> _disagreed = [];

    /// <summary>The inventory; what is wrong with it is in the bag.</summary>
    public Inventory Assemble()
    {
        CheckMembers();
        var tree = new GroupTree(reading, draft);
        var hosts = draft.Hosts.Select(h => Host(h, tree)).ToImmutableArray();
        JumpCheck.Run(reading, hosts);
        return new()
        {
            File = reading.Path,
            Hosts = hosts,
            Defaults = Host(new() { Name = InventoryWords.All, Span = SourceSpan.None }, tree),
            Groups =
            [
                .. draft.Groups.Select(g => new KeyValuePair<string, ImmutableArray<string>>(g.Name, tree.Members.GetValueOrDefault(g.Name, []))),
                new(InventoryWords.All, [.. draft.Hosts.Select(static h => h.Name)]),
            ],
        };
    }

    private void CheckMembers()
    {
        var hosts = draft.Hosts.ConvertAll(static h => h.Name);
        var groups = draft.Groups.ConvertAll(static g => g.Name);
        foreach (var group in draft.Groups)
        {
            foreach (var (name, span) in group.Hosts.Where(h => draft.FindHost(h.Name) is null))
                reading.Bag.Error(
                    Codes.UnknownHost, $"there is no host `{Shown.Word(name)}`", span,
                    NearestWord.Hint(name, hosts) ?? (draft.FindGroup(name) is null ? $"add it: `hosts: {{ {Shown.Word(name)}: {{ }} }}`" : $"it is a group: write `{group.Name}: {{ groups: [{name}] }}`"));
            foreach (var (name, span) in group.Groups.Where(g => draft.FindGroup(g.Name) is null))
                reading.Bag.Error(Codes.UnknownGroup, $"there is no group `{Shown.Word(name)}`", span, NearestWord.HintOrList(name, groups, "the groups are"));
        }
    }

    private Host Host(HostDraft host, GroupTree tree)
    {
        var around = tree.Around.GetValueOrDefault(host.Name) ?? [];
        var keys = Inherited(host, around, tree, static s => s.Keys);
        var made = new Host
        {
            Name = host.Name,
            Address = Text(keys, "address"),
            Port = keys.GetValueOrDefault("port").Value as int?,
            User = Text(keys, "user"),
            IdentityFile = Text(keys, "identity-file"),
            KnownHosts = Text(keys, "known-hosts"),
            ProxyJump = Jump(host, Text(keys, "proxy-jump")),
            Become = keys.GetValueOrDefault("become").Value as Become? ?? Become.None,
            Supervision = keys.GetValueOrDefault("supervision").Value as Supervision? ?? Supervision.Auto,
            Vars = new([.. Inherited(host, around, tree, static s => s.Vars).Select(static v => new KeyValuePair<string, Value>(v.Key, v.Value.Value))]),
            Groups = [.. around.Select(static g => g.Name)],
            Span = host.Span,
        };
        return Timed(made, keys);
    }

    private static Host Timed(Host host, Dictionary<string, (object Value, SourceSpan Span)> keys) => host with
    {
        ConnectTimeout = keys.GetValueOrDefault("connect-timeout").Value as TimeSpan? ?? host.ConnectTimeout,
        ReconnectTimeout = keys.GetValueOrDefault("reconnect-timeout").Value as TimeSpan? ?? host.ReconnectTimeout,
    };

    /// <summary>A way that all hosts share is not the way to the first host on it.</summary>
    private static string? Jump(HostDraft host, string? jump) =>
        !host.Settings.Keys.ContainsKey("proxy-jump") && JumpCheck.Hops(jump).Contains(host.Name) ? null : jump;

    private Dictionary<string, (T Value, SourceSpan Span)> Inherited<T>(
        HostDraft host, List<GroupDraft> around, GroupTree tree, Func<HostSettings, Dictionary<string, (T Value, SourceSpan Span)>> of)
        where T : notnull
    {
        var all = new Dictionary<string, (T Value, SourceSpan Span)>(of(draft.Defaults), StringComparer.Ordinal);
        foreach (var name in around.SelectMany(g => of(g.Settings).Keys).Distinct())
            all[name] = Winner(host, name, [.. around.Where(g => of(g.Settings).ContainsKey(name))], tree, of);
        foreach (var (name, value) in of(host.Settings))
            all[name] = value;
        return all;
    }

    private (T Value, SourceSpan Span) Winner<T>(
        HostDraft host, string name, List<GroupDraft> groups, GroupTree tree, Func<HostSettings, Dictionary<string, (T Value, SourceSpan Span)>> of)
    {
        var inner = groups.FindAll(g => !groups.Exists(o => tree.Holds(g, o)));
        if (draft.IsAnsible)
            inner.Sort(static (l, r) => string.CompareOrdinal(r.Name, l.Name));
        var taken = of(inner[0].Settings)[name];
        var other = inner.Find(g => !Equals(of(g.Settings)[name].Value, taken.Value));
        if (other is not null && !of(host.Settings).ContainsKey(name) && _disagreed.Add((name, inner[0].Name, other.Name)))
            reading.Bag.Warning(
                Codes.GroupsDisagree, $"`{Shown.Word(name)}` differs between the groups `{inner[0].Name}` and `{other.Name}`, which both hold `{host.Name}`; that of `{inner[0].Name}` is taken",
                of(other.Settings)[name].Span, "say it at the host, or take one of the two out");
        return taken;
    }

    private static string? Text(Dictionary<string, (object Value, SourceSpan Span)> keys, string name) => keys.GetValueOrDefault(name).Value as string;
}
