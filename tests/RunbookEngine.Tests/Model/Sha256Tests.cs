using System.Security.Cryptography;
using RunbookEngine.Model;

namespace RunbookEngine.Tests.Model;

/// <summary>Hashes are in the journal for ever, so they must be those that everybody else computes.</summary>
public sealed class Sha256Tests
{
    [Fact]
    public void Every_length_gives_what_the_platform_gives()
    {
        var random = new Random(3);
        for (var length = 0; length < 400; length++)
        {
            var data = new byte[length];
            random.NextBytes(data);
            Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(data)), Sha256.Hex(data));
        }
    }

    [Fact]
    public void Pieces_give_what_the_whole_gives_and_a_hash_can_be_used_again()
    {
        var data = new byte[100_000];
        new Random(5).NextBytes(data);
        var hash = new Sha256();
        var result = new byte[Sha256.Bytes];
        for (var round = 0; round < 2; round++)
        {
            foreach (var piece in data.Chunk(777))
                hash.Append(piece);
            hash.Finish(result);
            Assert.Equal(SHA256.HashData(data), result);
        }
    }
}
