using System.Globalization;
using RunbookEngine.Execution;
using RunbookEngine.Model;
using RunbookEngine.Ssh.Shells;

namespace RunbookEngine.Ssh.Connecting;

/// <summary>Looks at a host.</summary>
internal static class HostCheck
{
    /// <summary>Starts a command as a run does: claimed in the folder of a run, in a session of its own, in a unit where units are used; and takes all of it away again.</summary>
    /// <exception cref="TargetLostException">That does not work; the message says what is in the way.</exception>
    public static async Task TryAsync(SshTransport transport, CancellationToken cancellation)
    {
        RunId run = new($"check-{Guid.NewGuid():N}");
        try
        {
            await transport.GetClaimsAsync(run, cancellation).ConfigureAwait(false);
            var started = await transport.StartAsync(CommandName.Of(run, new StepPath("check"), 1, ""), new() { Arguments = ["true"] }, cancellation).ConfigureAwait(false);
            await using (started.ConfigureAwait(false))
            {
                var reason = await started.WaitAsync(cancellation).ConfigureAwait(false) switch
                {
                    CommandExit.Exited { Status: 0 } => null,
                    CommandExit.Exited exited => $"`true` exited with {exited.Status}",
                    CommandExit.NotStarted refused => refused.Reason,
                    CommandExit.Lost lost => lost.Reason,
                    _ => "it ended in no known way",
                };
                if (reason is not null)
                    throw Unusable(transport, reason);
            }
        }
        catch (IOException e)
        {
            throw Unusable(transport, e.Message);
        }
        finally
        {
            await transport.ForgetRunAsync(run).ConfigureAwait(false);
        }
    }

    private static TargetLostException Unusable(SshTransport transport, string reason) =>
        new(transport.Target, "host-unusable", $"{transport.Target} can be reached, and no command can be started there: {reason}", "mend what is in the way, and check again");

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
