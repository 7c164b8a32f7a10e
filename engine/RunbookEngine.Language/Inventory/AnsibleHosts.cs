using RunbookEngine.Model;

namespace RunbookEngine.Language;

/// <summary>Hosts as both of Ansible's forms name them: the same host in several places.</summary>
internal static class AnsibleHosts
{
    /// <summary>The host; null when it cannot be one, and then the bag says why.</summary>
    public static HostDraft? Add(InventoryReading reading, InventoryDraft draft, string name, SourceSpan span)
    {
        if (!Words.IsHostName(name) || name == Words.Local)
            reading.Bag.Error(Codes.BadName, $"`{Shown.Word(name)}` cannot name a host", span, "use letters, digits, `-`, `_` and `.`; where it is reached is its `ansible_host`");
        else if (draft.FindHost(name) is null && draft.Hosts.Count >= HostRange.Most)
            reading.Bag.Error(Codes.BadRange, $"an inventory has at most {HostRange.Most} hosts", span, "split it into several");
        else
            return draft.Host(name, span);
        return null;
    }
}
