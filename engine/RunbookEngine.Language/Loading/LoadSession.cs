using System.Collections.Immutable;
using System.Text;
using RunbookEngine.Model;

namespace RunbookEngine.Language;

/// <summary>One load: the files that were read, those that are being read, and what was found.</summary>
internal sealed class LoadSession(ToolBox tools, Func<string, DiagnosticBag, SourceSpan?, SourceFile?> read)
{
    /// <summary>Runbooks that include each other.</summary>
    public const int DeepestInclude = 8;

    /// <summary>Files of one load.</summary>
    public const int MostFiles = 100;

    /// <summary>Steps of a runbook and all that it includes.</summary>
    public const long MostSteps = 100_000;

    private readonly DiagnosticBag _bag = new();
    private readonly Dictionary<string, LoadedFile> _loaded = new(StringComparer.Ordinal);
    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);
    private readonly List<SourceFile> _sources = [];
    private readonly List<string> _reading = [];

    /// <summary>Loads the runbook that the user named.</summary>
    public LoadResult Load(string file)
    {
        var runbook = LoadOrStop(file);
        return new(runbook, _bag.Sorted([file, .. _sources.Select(static s => s.Name)]), [.. _sources.Select(static s => s.ToText())]);
    }

    private Runbook? LoadOrStop(string file)
    {
        try
        {
            var loaded = LoadFile(file, null);
            return _bag.HasErrors ? null : loaded?.Runbook;
        }
        catch (TooManyMistakesException)
        {
            return null;
        }
    }

    /// <summary>A runbook that another one includes; null when it cannot be had, and then the bag says why.</summary>
    public LoadedFile? Include(string file, SourceSpan at)
    {
        var known = _reading.IndexOf(file);
        if (known >= 0)
        {
            _bag.Error(
                Codes.IncludeCycle,
                $"a runbook cannot include itself: {string.Join(" -> ", _reading.Skip(known).Append(file).Select(Shown.Word))}", at,
                "take one of these includes out");
            return null;
        }

        if (_reading.Count > DeepestInclude)
        {
            _bag.Error(
                Codes.IncludeDepth,
                $"runbooks include each other at most {DeepestInclude} deep: {string.Join(" -> ", _reading.Append(file).Select(Shown.Word))}",
                at, "bring some of them together in one file");
            return null;
        }

        if (_loaded.TryGetValue(file, out var loaded))
            return loaded;
        if (_asked.Add(file) && _asked.Count <= MostFiles)
            return LoadFile(file, at);
        if (_asked.Count > MostFiles)
            _bag.Error(
                Codes.IncludeDepth, $"a runbook and all it includes are at most {MostFiles} files", at,
                "bring some of them together in one file");
        return null;
    }

    private LoadedFile? LoadFile(string name, SourceSpan? at)
    {
        if (read(name, _bag, at) is not { } file)
            return null;
        _sources.Add(file);
        _reading.Add(name);
        var first = _sources.Count - 1;
        var result = YamlReader.Read(file, _bag) is { } root ? new RunbookReader(new(file, _bag, tools, this)).Read(root, () => Sources(first)) : null;
        _reading.RemoveAt(_reading.Count - 1);
        if (result is not null)
            _loaded[name] = result;
        return result;
    }

    private (ImmutableArray<SourceText>, string) Sources(int first)
    {
        var hash = new Sha256();
        var sources = _sources.Skip(first).Select(static s => s.ToText()).ToImmutableArray();
        foreach (var source in sources)
        {
            var text = Encoding.UTF8.GetBytes(source.Text);
            hash.Append(BitConverter.GetBytes(text.Length));
            hash.Append(text);
        }

        Span<byte> result = stackalloc byte[Sha256.Bytes];
        hash.Finish(result);
        return (sources, Convert.ToHexStringLower(result));
    }
}

/// <summary>A runbook that was read; the steps of it and of all it includes; a hash of its text and theirs.</summary>
internal sealed record LoadedFile(Runbook Runbook, long Steps, string Hash);
