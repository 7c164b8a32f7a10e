using CsCheck;
using RunbookEngine.Execution;

namespace RunbookEngine.Tests.Execution;

public class TailBufferTests
{
    [Fact]
    public void It_keeps_the_last_bytes_however_they_come() => Gen.Select(Gen.Int[1, 3000], Gen.Byte.Array[0, 900].Array[0, 12], Gen.Int[0, 4000]).Sample(
        static (capacity, pieces, count) =>
        {
            var buffer = new TailBuffer(capacity);
            foreach (var piece in pieces)
                buffer.Write(piece);
            var kept = pieces.SelectMany(static p => p).TakeLast(capacity).ToArray();
            return buffer.Last(count).SequenceEqual(kept.TakeLast(count));
        },
        iter: 2000);

    [Fact]
    public void As_text_it_is_all_that_it_keeps()
    {
        var buffer = new TailBuffer(4);
        buffer.Write("abc"u8);
        Assert.Equal("abc", buffer.ToString());
        buffer.Write("defgh"u8);
        Assert.Equal("efgh", buffer.ToString());
        buffer.Write("i"u8);
        Assert.Equal("fghi", buffer.ToString());
    }
}
