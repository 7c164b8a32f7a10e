using System.Buffers.Binary;
using System.Numerics;

namespace RunbookEngine.Model;

/// <summary>
/// SHA-256 (FIPS 180-4) in managed code, for short texts. The platform's own is many times faster on long ones, but its first use loads and starts a whole
/// cryptographic library, which took a fifth of the time of a one-step run. Only for telling texts apart; not for several threads at once.
/// </summary>
public sealed class Sha256
{
    /// <summary>Length of a hash.</summary>
    public const int Bytes = 32;

    private const int BlockBytes = 64;

    /// <summary>The first 32 bits of the fractional parts of the cube roots of the first 64 primes.</summary>
    private static ReadOnlySpan<uint> Constants =>
    [
        0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
        0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
        0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
        0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
        0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
        0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
        0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
        0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
    ];

    /// <summary>The same of the square roots of the first 8 primes.</summary>
    private static ReadOnlySpan<uint> Start =>
    [
        0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
    ];

    private readonly uint[] _state = Start.ToArray();
    private readonly byte[] _block = new byte[BlockBytes];
    private ulong _length;

    /// <summary>The hash of some bytes, in lower-case hex.</summary>
    public static string Hex(ReadOnlySpan<byte> data)
    {
        var hash = new Sha256();
        hash.Append(data);
        Span<byte> result = stackalloc byte[Bytes];
        hash.Finish(result);
        return Convert.ToHexStringLower(result);
    }

    /// <summary>Adds bytes.</summary>
    public void Append(ReadOnlySpan<byte> data)
    {
        while (!data.IsEmpty)
        {
            var filled = (int)(_length % BlockBytes);
            var taken = Math.Min(BlockBytes - filled, data.Length);
            data[..taken].CopyTo(_block.AsSpan(filled));
            _length += (ulong)taken;
            data = data[taken..];
            if (filled + taken == BlockBytes)
                Mix();
        }
    }

    /// <summary>Writes the hash of all that was added, and begins anew.</summary>
    /// <param name="hash">Takes <see cref="Bytes"/> bytes.</param>
    public void Finish(Span<byte> hash)
    {
        var bits = _length * 8;
        Span<byte> padding = stackalloc byte[BlockBytes + 8];
        padding.Clear();
        padding[0] = 0x80;
        var zeros = (int)((BlockBytes + 55 - (_length % BlockBytes)) % BlockBytes);
        BinaryPrimitives.WriteUInt64BigEndian(padding[(zeros + 1)..], bits);
        Append(padding[..(zeros + 9)]);
        for (var i = 0; i < _state.Length; i++)
            BinaryPrimitives.WriteUInt32BigEndian(hash[(4 * i)..], _state[i]);
        Start.CopyTo(_state);
        _length = 0;
    }

    private void Mix()
    {
        Span<uint> w = stackalloc uint[64];
        for (var i = 0; i < 16; i++)
            w[i] = BinaryPrimitives.ReadUInt32BigEndian(_block.AsSpan(4 * i));
        for (var i = 16; i < 64; i++)
            w[i] = w[i - 16] + Small(w[i - 15], 7, 18, 3) + w[i - 7] + Small(w[i - 2], 17, 19, 10);
        var constants = Constants;
        Span<uint> v = stackalloc uint[8];
        _state.CopyTo(v);
        for (var i = 0; i < 64; i++)
        {
            var choice = (v[4] & v[5]) ^ (~v[4] & v[6]);
            var majority = (v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2]);
            var first = v[7] + Large(v[4], 6, 11, 25) + choice + constants[i] + w[i];
            var second = Large(v[0], 2, 13, 22) + majority;
            v[..7].CopyTo(v[1..]);
            v[4] += first;
            v[0] = first + second;
        }

        for (var i = 0; i < v.Length; i++)
            _state[i] += v[i];
    }

    private static uint Large(uint x, int a, int b, int c) => BitOperations.RotateRight(x, a) ^ BitOperations.RotateRight(x, b) ^ BitOperations.RotateRight(x, c);

    private static uint Small(uint x, int a, int b, int shift) => BitOperations.RotateRight(x, a) ^ BitOperations.RotateRight(x, b) ^ (x >> shift);
}
