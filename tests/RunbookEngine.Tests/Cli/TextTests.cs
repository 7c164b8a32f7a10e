using RunbookEngine.Cli.Text;

namespace RunbookEngine.Tests.Cli;

public sealed class TextTests
{
    [Theory]
    [InlineData(0, "0ms")]
    [InlineData(-5, "0ms")]
    [InlineData(999, "999ms")]
    [InlineData(1_000, "1.0s")]
    [InlineData(9_999, "9.9s")]
    [InlineData(59_999, "59s")]
    [InlineData(187_000, "3m07s")]
    [InlineData(7_500_000, "2h05m")]
    [InlineData(273_600_000, "3d04h")]
    public void A_time_is_read_at_a_glance(long milliseconds, string expected) =>
        Assert.Equal(expected, Elapsed.Of(TimeSpan.FromMilliseconds(milliseconds)));

    [Fact]
    public void A_difference_reads_as_diff_prints_it()
    {
        var before = string.Join('\n', Enumerable.Range(1, 20)) + "\n";
        var after = before.Replace("\n5\n", "\nfive\n", StringComparison.Ordinal).Replace("\n19\n", "\n", StringComparison.Ordinal);

        Assert.Equal(
            [
                "--- a", "+++ b",
                "@@ -2,7 +2,7 @@", " 2", " 3", " 4", "-5", "+five", " 6", " 7", " 8",
                "@@ -16,5 +16,4 @@", " 16", " 17", " 18", "-19", " 20",
            ],
            LineDiff.Unified(before, after, "a", "b"));
    }

    [Fact]
    public void Equal_texts_have_no_difference() => Assert.Empty(LineDiff.Unified("a\nb\n", "a\r\nb\r\n", "a", "b"));

    [Fact]
    public void A_new_file_is_all_added() =>
        Assert.Equal(["--- a", "+++ b", "@@ -0,0 +1,2 @@", "+x", "+y"], LineDiff.Unified("", "x\ny\n", "a", "b"));

    [Fact]
    public void Applying_a_difference_gives_the_other_text()
    {
        var random = new Random(11);
        for (var i = 0; i < 300; i++)
        {
            string[] a = [.. Enumerable.Range(0, random.Next(30)).Select(_ => $"l{random.Next(6)}")];
            string[] b = [.. Enumerable.Range(0, random.Next(30)).Select(_ => $"l{random.Next(6)}")];
            var diff = LineDiff.Unified(string.Concat(a.Select(static l => l + "\n")), string.Concat(b.Select(static l => l + "\n")), "a", "b");
            Assert.Equal(b, diff.Count == 0 ? a : Apply(a, diff));
        }
    }

    [Fact]
    public void Columns_stand_under_each_other()
    {
        var lines = Columns.Of([["RUN", "STATUS", "NAME"], ["1", "succeeded", "漢"], ["22", "failed", "a long name that is cut"]], 30, static (_, _, cell) => cell);
        Assert.Equal(["RUN  STATUS     NAME", "1    succeeded  漢", "22   failed     a long name t…"], lines);
    }

    private static List<string> Apply(string[] a, IReadOnlyList<string> diff)
    {
        var result = new List<string>();
        var at = 0;
        foreach (var line in diff.Skip(2))
        {
            if (line[0] == '@')
            {
                var numbers = line.Split(' ')[1][1..].Split(',').Select(int.Parse).ToArray();
                var start = numbers[1] == 0 ? numbers[0] : numbers[0] - 1;
                result.AddRange(a[at..start]);
                at = start;
            }
            else if (line[0] == '+')
            {
                result.Add(line[1..]);
            }
            else
            {
                Assert.Equal(a[at++], line[1..]);
                if (line[0] == ' ')
                    result.Add(line[1..]);
            }
        }

        result.AddRange(a[at..]);
        return result;
    }
}
