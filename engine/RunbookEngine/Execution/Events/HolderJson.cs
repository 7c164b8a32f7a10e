using System.Text.Json;

namespace RunbookEngine.Execution;

/// <summary>Who holds a lease, as JSON.</summary>
public static class HolderJson
{
    /// <summary>Writes one holder as an object.</summary>
    public static void Write(Utf8JsonWriter writer, LeaseHolder holder)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(holder);
        writer.WriteStartObject();
        writer.WriteString("host"u8, holder.Host);
        writer.WriteString("boot_id"u8, holder.BootId);
        writer.WriteNumber("process_id"u8, holder.ProcessId);
        writer.WriteNumber("process_start"u8, holder.ProcessStart);
        writer.WriteString("user"u8, holder.User);
        if (holder.Machine.Length > 0)
            writer.WriteString("machine"u8, holder.Machine);
        if (holder.Processes.Length > 0)
            writer.WriteString("processes"u8, holder.Processes);
        writer.WriteEndObject();
    }

    /// <summary>Reads one holder.</summary>
    /// <exception cref="JsonException">A field is missing.</exception>
    public static LeaseHolder Read(JsonElement json) =>
        new(json.Text("host"), json.Text("boot_id"), json.Int("process_id"), json.Long("process_start"), json.Text("user"))
        {
            Machine = json.TextOrNull("machine") ?? "", Processes = json.TextOrNull("processes") ?? "",
        };
}
