using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace RunbookEngine.Tests.Lab;

/// <summary>A port of the loopback address that leads to a server of a node, which only processes in the lab's own network can reach: SSH unless another port is named.</summary>
internal sealed class LabDoor : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly Task _serving;

    public LabDoor(string node, int port = 22)
    {
        _listener.Start();
        _serving = ServeAsync(string.Create(CultureInfo.InvariantCulture, $"{LabScript.AddressOf(node)}/{port}"));
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        await _serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _end.Dispose();
    }

    private async Task ServeAsync(string address)
    {
        while (true)
        {
            var client = await _listener.AcceptTcpClientAsync(_end.Token);
            _ = CarryAsync(client, address).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task CarryAsync(TcpClient client, string address)
    {
        var line = string.Create(CultureInfo.InvariantCulture, $"exec 3<>/dev/tcp/{address} && {{ cat <&3 & exec cat >&3; }}");
        ProcessStartInfo start = new(LabScript.Through[0], [.. LabScript.Through[1..], "bash", "-c", line]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        using (client)
        using (var process = Process.Start(start)!)
        {
            var stream = client.GetStream();
            var there = stream.CopyToAsync(process.StandardInput.BaseStream, _end.Token);
            var back = CopyAsync(process.StandardOutput.BaseStream, stream);
            await Task.WhenAny(there, back);
            process.Kill(entireProcessTree: true);
        }
    }

    private async Task CopyAsync(Stream from, NetworkStream to)
    {
        var buffer = new byte[32 * 1024];
        for (int count; (count = await from.ReadAsync(buffer, _end.Token)) > 0;)
            await to.WriteAsync(buffer.AsMemory(0, count), _end.Token);
    }
}
