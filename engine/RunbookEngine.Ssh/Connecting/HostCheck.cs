using System.Globalization;
using RunbookEngine.Ssh.Shells;

namespace RunbookEngine.Ssh.Connecting;

/// <summary>Looks at a host.</summary>
internal static class HostCheck
{
    public static async Task<HostReport> RunAsync(HostLink link, TimeProvider clock, CancellationToken cancellation)
    {
        var began = clock.GetTimestamp();
        var connection = await link.ConnectAsync(cancellation).ConfigureAwait(false);
        var connected = clock.GetElapsedTime(began);
        began = clock.GetTimestamp();
        await connection.Commands.Ask(static n => string.Create(CultureInfo.InvariantCulture, $"p P {n}\n")).Last.WaitAsync(cancellation).ConfigureAwait(false);
        var latency = clock.GetElapsedTime(began);
        var system = await connection.WorkAsync(". /etc/os-release; printf %s \"$PRETTY_NAME\"; printf '\\n'; id -un", 64 * 1024, cancellation).ConfigureAwait(false);
        var lines = system.Text.Split('\n');
        var host = link.Host;
        return new(
            host.User, string.Create(CultureInfo.InvariantCulture, $"{host.Address}:{host.Port}"), connection.KeyType, connected, latency,
            PlainText.Of(lines[0]), connection.Facts.BootId, lines.Length > 1 ? PlainText.Of(lines[1]) : "", connection.UsesUnits ? "systemd" : "shell");
    }
}
