using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;
using Renci.SshNet;
using Renci.SshNet.Security;
using RunbookEngine.Ssh.HostKeys;

namespace RunbookEngine.Ssh.Connecting;

/// <summary>An agent that keeps private keys and signs with them, as <c>ssh-agent</c> does. Each request is a connection of its own.</summary>
internal static class Agent
{
    private const byte RequestIdentities = 11;
    private const byte IdentitiesAnswer = 12;
    private const byte SignRequest = 13;
    private const byte SignResponse = 14;
    private const int Longest = 256 * 1024;
    private const int Patience = 30_000;

    /// <summary>The keys that it has; none when it does not answer.</summary>
    public static List<AgentKey> Keys(string socket)
    {
        try
        {
            var answer = Ask(socket, [RequestIdentities]);
            if (answer.Length < 5 || answer[0] != IdentitiesAnswer)
                return [];
            List<AgentKey> keys = [];
            var rest = answer.AsSpan(5);
            for (var left = BinaryPrimitives.ReadUInt32BigEndian(answer.AsSpan(1)); left > 0 && keys.Count < 64; left--)
            {
                var blob = Take(ref rest).ToArray();
                keys.Add(new(socket, blob, "agent: " + Shells.PlainText.Of(Encoding.UTF8.GetString(Take(ref rest)))));
            }

            return keys;
        }
        catch (Exception e) when (e is SocketException or IOException or ArgumentException)
        {
            return [];
        }
    }

    /// <summary>Signs.</summary>
    /// <param name="socket">Where it listens.</param>
    /// <param name="key">The public key.</param>
    /// <param name="data">What to sign.</param>
    /// <param name="flags">4 asks an RSA key for SHA-512, 2 for SHA-256.</param>
    public static byte[] Sign(string socket, byte[] key, byte[] data, uint flags)
    {
        using MemoryStream request = new();
        request.WriteByte(SignRequest);
        Put(request, key);
        Put(request, data);
        request.Write(Number(flags));
        var answer = Ask(socket, request.ToArray());
        if (answer.Length < 5 || answer[0] != SignResponse)
            throw new IOException("the agent refused to sign");
        var rest = answer.AsSpan(1);
        return Take(ref rest).ToArray();
    }

    private static byte[] Ask(string path, byte[] request)
    {
        using Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) { SendTimeout = Patience, ReceiveTimeout = Patience };
        socket.Connect(new UnixDomainSocketEndPoint(path));
        using NetworkStream stream = new(socket);
        stream.Write([.. Number((uint)request.Length), .. request]);
        var head = new byte[4];
        stream.ReadExactly(head);
        var length = BinaryPrimitives.ReadUInt32BigEndian(head);
        if (length > Longest)
            throw new IOException("the agent's answer is too long");
        var answer = new byte[length];
        stream.ReadExactly(answer);
        return answer;
    }

    private static void Put(MemoryStream request, byte[] content)
    {
        request.Write(Number((uint)content.Length));
        request.Write(content);
    }

    private static byte[] Number(uint number)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, number);
        return bytes;
    }

    private static ReadOnlySpan<byte> Take(ref Span<byte> rest)
    {
        var length = rest.Length < 4 ? uint.MaxValue : BinaryPrimitives.ReadUInt32BigEndian(rest);
        if (length > rest.Length - 4)
            throw new IOException("the agent's answer makes no sense");
        var taken = rest.Slice(4, (int)length);
        rest = rest[(4 + (int)length)..];
        return taken;
    }
}

/// <summary>A key of an agent.</summary>
internal sealed class AgentKey(string socket, byte[] blob, string comment) : IPrivateKeySource
{
    public string Comment => comment;

    /// <inheritdoc/>
    public IReadOnlyCollection<HostAlgorithm> HostKeyAlgorithms { get; } = KnownHosts.TypeOf(blob) switch
    {
        "ssh-rsa" => [new Algorithm("rsa-sha2-512", socket, blob, 4), new Algorithm("rsa-sha2-256", socket, blob, 2)],
        var type => [new Algorithm(type, socket, blob, 0)],
    };

    private sealed class Algorithm(string name, string socket, byte[] blob, uint flags) : HostAlgorithm(name)
    {
        public override byte[] Data => blob;

        public override byte[] Sign(byte[] data) => Agent.Sign(socket, blob, data, flags);

        public override bool VerifySignature(byte[] data, byte[] signature) => throw new NotSupportedException("an agent signs only");
    }
}
