using System.Collections.Immutable;

namespace RunbookEngine.Handlers.Files;

/// <summary>What happens to a line.</summary>
internal enum EditKind
{
    Keep,
    Remove,
    Add,
}

/// <summary>One line of a diff.</summary>
internal readonly record struct Edit(EditKind Kind, string Line);

/// <summary>
/// Finds the fewest lines to remove and add (Myers' greedy way), after setting aside what both texts begin and end with. Texts that differ in more than
/// <see cref="MostEdits"/> lines are told as replaced as a whole, so that the cost stays bounded.
/// </summary>
internal static class LineDiff
{
    public const int MostEdits = 400;

    public static ImmutableArray<Edit> Between(ReadOnlySpan<string> old, ReadOnlySpan<string> wanted)
    {
        var head = old.CommonPrefixLength(wanted);
        var tail = CommonEnd(old[head..], wanted[head..]);
        var edits = ImmutableArray.CreateBuilder<Edit>();
        AddAll(edits, EditKind.Keep, old[..head]);
        var oldMiddle = old[head..^tail];
        var wantedMiddle = wanted[head..^tail];
        if (Shortest(oldMiddle, wantedMiddle) is { } shortest)
        {
            edits.AddRange(shortest);
        }
        else
        {
            AddAll(edits, EditKind.Remove, oldMiddle);
            AddAll(edits, EditKind.Add, wantedMiddle);
        }

        AddAll(edits, EditKind.Keep, old[^tail..]);
        return edits.ToImmutable();
    }

    private static List<Edit>? Shortest(ReadOnlySpan<string> old, ReadOnlySpan<string> wanted)
    {
        var most = Math.Min(old.Length + wanted.Length, MostEdits);
        var furthest = new int[(2 * most) + 3];
        var center = most + 1;
        var rounds = new List<int[]>();
        for (var edits = 0; edits <= most; edits++)
        {
            rounds.Add([.. furthest]);
            for (var diagonal = -edits; diagonal <= edits; diagonal += 2)
            {
                var x = Downwards(furthest, center, diagonal, edits) ? furthest[center + diagonal + 1] : furthest[center + diagonal - 1] + 1;
                while (x < old.Length && x - diagonal < wanted.Length && old[x] == wanted[x - diagonal])
                    x++;
                furthest[center + diagonal] = x;
                if (x >= old.Length && x - diagonal >= wanted.Length)
                    return WalkBack(rounds, center, old, wanted);
            }
        }

        return null;
    }

    private static List<Edit> WalkBack(List<int[]> rounds, int center, ReadOnlySpan<string> old, ReadOnlySpan<string> wanted)
    {
        var edits = new List<Edit>();
        var (x, y) = (old.Length, wanted.Length);
        for (var round = rounds.Count - 1; round >= 0; round--)
        {
            var down = Downwards(rounds[round], center, x - y, round);
            var diagonal = down ? x - y + 1 : x - y - 1;
            var startX = round == 0 ? 0 : rounds[round][center + diagonal];
            var startY = round == 0 ? 0 : startX - diagonal;
            for (; x > startX && y > startY; y--)
                edits.Add(new(EditKind.Keep, old[--x]));
            if (round > 0)
                edits.Add(down ? new(EditKind.Add, wanted[--y]) : new(EditKind.Remove, old[--x]));
        }

        edits.Reverse();
        return edits;
    }

    private static bool Downwards(int[] furthest, int center, int diagonal, int edits) =>
        diagonal == -edits || (diagonal != edits && furthest[center + diagonal - 1] < furthest[center + diagonal + 1]);

    private static int CommonEnd(ReadOnlySpan<string> old, ReadOnlySpan<string> wanted)
    {
        var count = 0;
        while (count < old.Length && count < wanted.Length && old[^(count + 1)] == wanted[^(count + 1)])
            count++;
        return count;
    }

    private static void AddAll(ImmutableArray<Edit>.Builder edits, EditKind kind, ReadOnlySpan<string> lines)
    {
        foreach (var line in lines)
            edits.Add(new(kind, line));
    }
}
