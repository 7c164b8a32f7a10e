using System.Collections.Immutable;
using System.Text.Json;
using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Cli.Documents;

/// <summary>An inventory as JSON, everything inherited in its place; what is left to <c>~/.ssh/config</c> is left out.</summary>
internal static class InventoryDocument
{
    public static void Write(Utf8JsonWriter writer, Inventory inventory)
    {
        writer.WriteText("file", inventory.File);
        writer.WriteObjects("hosts", inventory.Hosts, h => WriteHost(writer, h));
        writer.WriteObjects("groups", inventory.Groups, g =>
        {
            writer.WriteString("name", g.Key);
            WriteTexts(writer, "hosts", g.Value);
        });
    }

    private static void WriteHost(Utf8JsonWriter writer, Host host)
    {
        writer.WriteString("name", host.Name);
        writer.WriteString("address", host.Address ?? host.Name);
        if (host.Port is { } port)
            writer.WriteNumber("port", port);
        writer.WriteText("user", host.User);
        writer.WriteText("identity_file", host.IdentityFile);
        writer.WriteText("known_hosts", host.KnownHosts);
        writer.WriteText("proxy_jump", host.ProxyJump);
        writer.WriteString("become", JsonDocuments.Word(host.Become));
        writer.WriteString("supervision", JsonDocuments.Word(host.Supervision));
        writer.WriteNumber("connect_timeout_seconds", host.ConnectTimeout.TotalSeconds);
        writer.WriteNumber("reconnect_timeout_seconds", host.ReconnectTimeout.TotalSeconds);
        WriteTexts(writer, "groups", host.Groups);
        writer.WritePropertyName("vars");
        ValueJson.Write(writer, host.Vars);
    }

    private static void WriteTexts(Utf8JsonWriter writer, string name, ImmutableArray<string> texts)
    {
        writer.WriteStartArray(name);
        foreach (var text in texts)
            writer.WriteStringValue(text);
        writer.WriteEndArray();
    }
}
