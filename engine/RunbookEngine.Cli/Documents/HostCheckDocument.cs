using System.Text.Json;
using RunbookEngine.Cli.Reporting;

namespace RunbookEngine.Cli.Documents;

/// <summary>What connecting to hosts came to, as JSON, in the order in which they were named.</summary>
internal static class HostCheckDocument
{
    public static void Write(Utf8JsonWriter writer, CheckedHost[] hosts)
    {
        writer.WriteBoolean("ok", Array.TrueForAll(hosts, static h => h.Report is not null));
        writer.WriteObjects("hosts", hosts, h => WriteHost(writer, h));
    }

    private static void WriteHost(Utf8JsonWriter writer, CheckedHost host)
    {
        writer.WriteString("host", host.Host.Name);
        writer.WriteBoolean("ok", host.Report is not null);
        if (host.Report is { } report)
        {
            writer.WriteString("address", report.Address);
            writer.WriteString("user", report.User);
            writer.WriteString("runs_as", report.RunsAs);
            writer.WriteString("key_type", report.KeyType);
            writer.WriteNumber("connect_milliseconds", Math.Round(report.ConnectTime.TotalMilliseconds, 1));
            writer.WriteNumber("latency_milliseconds", Math.Round(report.Latency.TotalMilliseconds, 1));
            writer.WriteString("system", report.System);
            writer.WriteString("boot_id", report.BootId);
            writer.WriteString("supervision", report.Supervision);
        }

        writer.WriteText("code", host.Failure?.Code);
        writer.WriteText("message", host.Failure?.Message);
        writer.WriteText("hint", host.Failure?.Hint);
    }
}
