using System.Text;
using RunbookEngine.Execution;
using RunbookEngine.Model;
using RunbookEngine.Tests.Fakes;

namespace RunbookEngine.Tests.Execution;

/// <summary>What the journal and the file beside it keep of an output, at the sizes where something changes.</summary>
public sealed class OutputCollectorTests : IDisposable
{
    private const int Part = OutputExcerpt.PartBytes;

    private readonly string _folder = Path.Combine(Directory.CreateTempSubdirectory("outputs-").FullName, "run");

    public static TheoryData<int, int> Sizes
    {
        get
        {
            var data = new TheoryData<int, int>();
            foreach (var size in new[] { 0, 1, Part - 1, Part, Part + 1, 2 * Part - 1, 2 * Part, 2 * Part + 1, 3 * Part, 100_000, 1_100_000 })
            {
                foreach (var piece in new[] { 1000, Part, 1 << 18 })
                    data.Add(size, piece);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public async Task Head_and_tail_and_what_is_cut_make_the_whole(int size, int piece)
    {
        var text = Letters(size);
        using var collector = new OutputCollector(SecretMask.Nothing, _folder, "step.out");
        var last = await collector.TakeAsync(new WrittenOutput(piece).Write(Encoding.ASCII.GetBytes(text)), OutputKind.Stdout);
        var excerpt = collector.Excerpt();
        Assert.Equal(text[^Math.Min(size, 1 << 20)..], last);
        if (size <= 2 * Part)
        {
            Assert.Equal(new OutputExcerpt(text, "", 0, null), excerpt);
            Assert.False(Directory.Exists(_folder));
            return;
        }

        Assert.Equal(new OutputExcerpt(text[..Part], text[^Part..], size - (2 * Part), "run/step.out"), excerpt);
        Assert.Equal(text, await File.ReadAllTextAsync(Path.Combine(_folder, "step.out"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task The_outputs_of_several_commands_follow_each_other()
    {
        using var collector = new OutputCollector(SecretMask.Nothing, _folder, "step.out");
        var all = Letters(3 * Part);
        foreach (var part in new[] { all[..10], all[10..(Part + 5)], all[(Part + 5)..] })
            await collector.TakeAsync(new WrittenOutput(777).Write(Encoding.ASCII.GetBytes(part)), OutputKind.Stdout);
        Assert.Equal(new OutputExcerpt(all[..Part], all[^Part..], Part, "run/step.out"), collector.Excerpt());
        Assert.Equal(all, await File.ReadAllTextAsync(Path.Combine(_folder, "step.out"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_secret_is_masked_in_all_places_and_counts_as_it_is_written()
    {
        var mask = new SecretMask([new Value.Secret("hunter22")]);
        using var collector = new OutputCollector(mask, _folder, "step.out");
        var text = string.Concat(Enumerable.Repeat("<hunter22>", 5000));
        var last = await collector.TakeAsync(new WrittenOutput(333).Write(Encoding.ASCII.GetBytes(text)), OutputKind.Stdout);
        var masked = string.Concat(Enumerable.Repeat("<***>", 5000));
        Assert.Equal(masked, last);
        Assert.Equal(new OutputExcerpt(masked[..Part], masked[^Part..], masked.Length - (2 * Part), "run/step.out"), collector.Excerpt());
        Assert.Equal(masked, await File.ReadAllTextAsync(Path.Combine(_folder, "step.out"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task The_file_is_for_its_owner_only()
    {
        using var collector = new OutputCollector(SecretMask.Nothing, _folder, "step.out");
        await collector.TakeAsync(new WrittenOutput(Part).Write(new byte[3 * Part]), OutputKind.Stdout);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(_folder, "step.out")));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(_folder));
    }

    [Fact]
    public async Task An_output_that_cannot_be_kept_in_a_file_still_has_its_head_and_tail()
    {
        await File.WriteAllTextAsync(_folder, "in the way", TestContext.Current.CancellationToken);
        var text = Letters(3 * Part);
        using var collector = new OutputCollector(SecretMask.Nothing, _folder, "step.out");
        Assert.Equal(text, await collector.TakeAsync(new WrittenOutput(1000).Write(Encoding.ASCII.GetBytes(text)), OutputKind.Stdout));
        Assert.Equal(new OutputExcerpt(text[..Part], text[^Part..], Part, null), collector.Excerpt());
    }

    [Fact]
    public async Task Bytes_that_are_no_text_are_kept_in_the_file_as_they_are()
    {
        var bytes = new byte[3 * Part];
        new Random(1).NextBytes(bytes);
        using var collector = new OutputCollector(SecretMask.Nothing, _folder, "step.out");
        await collector.TakeAsync(new WrittenOutput(1000).Write(bytes), OutputKind.Stdout);
        Assert.Equal(bytes, await File.ReadAllBytesAsync(Path.Combine(_folder, "step.out"), TestContext.Current.CancellationToken));
    }

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_folder)!, recursive: true);

    private static string Letters(int length) => string.Create(length, 0, static (span, _) =>
    {
        for (var i = 0; i < span.Length; i++)
            span[i] = (char)('a' + ((i * 7) + (i / 26)) % 26);
    });
}
