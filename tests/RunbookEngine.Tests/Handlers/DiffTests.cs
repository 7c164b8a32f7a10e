using System.Text;
using CsCheck;
using RunbookEngine.Handlers.Files;

namespace RunbookEngine.Tests.Handlers;

public class DiffTests
{
    private static readonly Gen<string[]> Lines = Gen.Int[0, 2].Select(static n => "abc"[n..(n + 1)]).Array[0, 12];

    [Fact]
    public void Taking_a_side_of_the_edits_gives_back_that_text() => Gen.Select(Lines, Lines).Sample((old, wanted) =>
    {
        var edits = LineDiff.Between(old, wanted);
        Assert.Equal(old, edits.Where(static e => e.Kind != EditKind.Add).Select(static e => e.Line));
        Assert.Equal(wanted, edits.Where(static e => e.Kind != EditKind.Remove).Select(static e => e.Line));
        Assert.Equal(old.Length + wanted.Length - (2 * LongestCommon(old, wanted)), edits.Count(static e => e.Kind != EditKind.Keep));
    });

    [Fact]
    public void Texts_that_share_nothing_are_told_as_replaced_within_a_bounded_cost()
    {
        var old = Enumerable.Range(0, 20_000).Select(static n => $"old {n}").ToArray();
        var wanted = Enumerable.Range(0, 20_000).Select(static n => $"new {n}").ToArray();

        var edits = LineDiff.Between(old, wanted);

        Assert.Equal(old, edits.Take(20_000).Select(static e => e.Line));
        Assert.All(edits.Take(20_000), static e => Assert.Equal(EditKind.Remove, e.Kind));
        Assert.Equal(40_000, edits.Length);
    }

    [Fact]
    public void Far_changes_are_shown_apart_with_the_lines_around_them()
    {
        var old = string.Concat(Enumerable.Range(1, 20).Select(static n => $"{n}\n"));
        var wanted = old.Replace("\n3\n", "\nthree\n", StringComparison.Ordinal).Replace("18\n", "", StringComparison.Ordinal);

        Assert.Equal(
            """
            @@ -1,6 +1,6 @@
             1
             2
            -3
            +three
             4
             5
             6
            @@ -15,6 +15,5 @@
             15
             16
             17
            -18
             19
             20
            """,
            UnifiedDiff.Of(old, wanted));
    }

    [Theory]
    [InlineData("", "a\n", "@@ -0,0 +1,1 @@\n+a")]
    [InlineData("a\n", "", "@@ -1,1 +0,0 @@\n-a")]
    [InlineData("a\n", "a", "@@ -1,1 +1,1 @@\n-a\n+a\n\\ No newline at end of file")]
    [InlineData("a\r\n", "a\n", "@@ -1,1 +1,1 @@\n-a\\x0d\n+a")]
    public void Ends_of_lines_and_of_texts_are_told(string old, string wanted, string expected) => Assert.Equal(expected, UnifiedDiff.Of(old, wanted));

    [Fact]
    public void Control_codes_in_a_file_never_reach_the_terminal()
    {
        Assert.Equal("@@ -0,0 +1,1 @@\n+\\x1b[2J\tx", UnifiedDiff.Of("", "\u001b[2J\tx\n"));
    }

    [Fact]
    public void A_long_difference_is_cut_and_says_so()
    {
        var diff = UnifiedDiff.Of("", string.Concat(Enumerable.Repeat("x\n", 1000)));

        Assert.Equal(201, diff.Split('\n').Length);
        Assert.EndsWith("… 801 more lines", diff, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_not_text_is_told_by_its_size()
    {
        Assert.Equal("change /x: 2 bytes to 3 bytes, not text", FileDiff.Between("/x", [1, 0], "abc"u8.ToArray()));
        Assert.Equal("create /x: 1 bytes, not text", FileDiff.Between("/x", null, [0xff]));
        Assert.Equal("create /x, empty", FileDiff.Between("/x", null, []));
        Assert.Equal("create /x\n@@ -0,0 +1,1 @@\n+é", FileDiff.Between("/x", null, Encoding.UTF8.GetBytes("é\n")));
    }

    private static int LongestCommon(string[] one, string[] other)
    {
        var lengths = new int[one.Length + 1, other.Length + 1];
        for (var i = 1; i <= one.Length; i++)
        {
            for (var j = 1; j <= other.Length; j++)
                lengths[i, j] = one[i - 1] == other[j - 1] ? lengths[i - 1, j - 1] + 1 : Math.Max(lengths[i - 1, j], lengths[i, j - 1]);
        }

        return lengths[one.Length, other.Length];
    }
}
