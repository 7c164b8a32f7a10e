using System.Collections.Immutable;

namespace RunbookEngine.Cli.Drawing;

/// <summary>How wide and high something is, in pixels.</summary>
internal readonly record struct Extent(double Width, double Height);

/// <summary>A place, in pixels from the left upper corner.</summary>
internal readonly record struct Spot(double X, double Y);

/// <summary>Boxes in layers.</summary>
/// <param name="Size">Of the whole.</param>
/// <param name="Boxes">The left upper corner of each box.</param>
/// <param name="Lines">For each edge the places it goes through, from the lower side of one box to the upper side of the other.</param>
internal sealed record Layered(Extent Size, ImmutableArray<Spot> Boxes, ImmutableArray<ImmutableArray<Spot>> Lines);

/// <summary>
/// Puts boxes below those that they wait for, layer by layer, each layer in the middle. Lines turn only between layers; one that passes a layer does so to the right of its boxes. So no box lies on
/// another, and no line goes through a box. Boxes that wait for nothing and that nothing waits for are set in rows of a few. Pure.
/// </summary>
internal static class LayeredLayout
{
    /// <summary>Between two boxes beside each other.</summary>
    public const double Gap = 24;

    /// <summary>Between two layers: room for a line that turns, and its head.</summary>
    public const double Drop = 36;

    private const double LineGap = 14;
    private const int MostInRow = 3;

    /// <param name="boxes">How large each is.</param>
    /// <param name="edges">Which box stands above which, by their places in the list; no cycles.</param>
    public static Layered Of(IReadOnlyList<Extent> boxes, IReadOnlyList<(int From, int To)> edges)
    {
        var layers = edges.Count == 0 ? [.. Enumerable.Range(0, boxes.Count).Select(static i => i / MostInRow)] : Layers(boxes.Count, edges);
        var rows = Enumerable.Range(0, boxes.Count).GroupBy(i => layers[i]).OrderBy(static g => g.Key).Select(static g => g.ToList()).ToList();
        var passing = rows.Select((_, row) => edges.Where(e => layers[e.From] < row && row < layers[e.To]).ToList()).ToList();
        var widths = rows.ConvertAll(r => r.Sum(i => boxes[i].Width) + (Gap * (r.Count - 1)));
        var middle = widths.DefaultIfEmpty(0).Max() / 2;
        var (spots, tops, bottoms) = (new Spot[boxes.Count], new double[rows.Count], new double[rows.Count]);
        var y = 0.0;
        for (var row = 0; row < rows.Count; row++)
        {
            var x = middle - (widths[row] / 2);
            foreach (var box in rows[row])
            {
                spots[box] = new(x, y);
                x += boxes[box].Width + Gap;
            }

            (tops[row], bottoms[row]) = (y, y + rows[row].Max(i => boxes[i].Height));
            y = bottoms[row] + (edges.Count == 0 ? Gap : Drop);
        }

        double Passes(int row, (int From, int To) edge) => middle + (widths[row] / 2) + (LineGap * (passing[row].IndexOf(edge) + 1));
        var right = passing.Select((p, row) => middle + (widths[row] / 2) + (LineGap * p.Count)).DefaultIfEmpty(0).Max();
        var lines = edges.Select(e => Line(e, boxes, spots, layers, tops, bottoms, Passes));
        return new(new(right, bottoms.Length == 0 ? 0 : bottoms[^1]), [.. spots], [.. lines]);
    }

    private static ImmutableArray<Spot> Line((int From, int To) edge, IReadOnlyList<Extent> boxes, Spot[] spots, int[] layers, double[] tops, double[] bottoms, Func<int, (int From, int To), double> passes)
    {
        var (from, to) = (spots[edge.From], spots[edge.To]);
        var line = ImmutableArray.CreateBuilder<Spot>();
        line.Add(new(from.X + (boxes[edge.From].Width / 2), from.Y + boxes[edge.From].Height));
        line.Add(new(line[0].X, bottoms[layers[edge.From]]));
        for (var row = layers[edge.From] + 1; row < layers[edge.To]; row++)
        {
            line.Add(new(passes(row, edge), tops[row]));
            line.Add(new(passes(row, edge), bottoms[row]));
        }

        line.Add(new(to.X + (boxes[edge.To].Width / 2), to.Y));
        return line.ToImmutable();
    }

    /// <summary>Each box as far down as the longest way to it.</summary>
    private static int[] Layers(int count, IReadOnlyList<(int From, int To)> edges)
    {
        var (layers, open) = (new int[count], new int[count]);
        var after = edges.ToLookup(static e => e.From, static e => e.To);
        foreach (var (_, to) in edges)
            open[to]++;
        var ready = new Queue<int>(Enumerable.Range(0, count).Where(i => open[i] == 0));
        while (ready.TryDequeue(out var box))
        {
            foreach (var next in after[box])
            {
                layers[next] = Math.Max(layers[next], layers[box] + 1);
                if (--open[next] == 0)
                    ready.Enqueue(next);
            }
        }

        return layers;
    }
}
