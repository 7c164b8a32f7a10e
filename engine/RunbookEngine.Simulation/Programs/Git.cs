using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using RunbookEngine.Execution;
using RunbookEngine.Simulation.Hosts;
using RunbookEngine.Simulation.Programs.Debian;

namespace RunbookEngine.Simulation.Programs;

/// <summary>As much of git as keeps a backup: a repository is the folder with <c>.git/HEAD</c>; what is staged and what is committed are lists of files with their hashes.</summary>
internal sealed class Git(DebianMachine machine)
{
    private const string Head = "/.git/HEAD";
    private const string Index = "/.git/index";
    private const string Tree = "/.git/tree";

    private FileTree Files => machine.Host.Files;

    public async Task<int> RunAsync(ProgramCall call)
    {
        await call.TakesAsync(machine.Times.Command);
        var words = call.Arguments;
        var folder = "/";
        for (; words is ["-C" or "-c", var value, ..]; words = words[2..])
            folder = words[0] == "-C" ? value : folder;
        if (words is ["init", ..])
            return Init(folder);
        if (words is ["config", ..])
            return 1;
        if (RootOf(folder) is not { } root)
            return call.Fail(128, "fatal: not a git repository (or any of the parent directories): .git");
        return words[0] switch
        {
            "rev-parse" => RevParse(call, root, words[^1]),
            "add" => Add(root, Inside(folder, words[^1])),
            "diff" => Text(root, Index) == Text(root, Tree) ? 0 : 1,
            "commit" => Commit(call, root),
            _ => call.Fail(1, $"git: '{words[0]}' is not known in a rehearsal"),
        };
    }

    private static string Inside(string folder, string name) => name.StartsWith('/') ? name : $"{folder.TrimEnd('/')}/{name}";

    private string? RootOf(string folder)
    {
        for (var at = folder.TrimEnd('/'); ; at = at[..at.LastIndexOf('/')])
        {
            if (Files.Exists(at + Head))
                return at;
            if (at.Length == 0)
                return null;
        }
    }

    private int Init(string folder)
    {
        Files.Write(folder.TrimEnd('/') + Head, "");
        return 0;
    }

    private int RevParse(ProgramCall call, string root, string what)
    {
        if (what == "--is-inside-work-tree")
            call.Say("true");
        else if (Text(root, Head) is { Length: > 0 } commit)
            call.Say(commit.Trim());
        else
            return call.Fail(128, "fatal: ambiguous argument 'HEAD': unknown revision or path not in the working tree.");
        return 0;
    }

    private int Add(string root, string path)
    {
        var others = Lines(Text(root, Index)).Where(l => l.Split('\t')[0] is var p && p != path && !p.StartsWith(path + "/", StringComparison.Ordinal));
        var mine = Files.Under(path).Where(p => Files.At(p)!.Kind == FileKind.File).Select(p => $"{p}\t{Files.Hash(p)}");
        Files.Write(root + Index, string.Join('\n', others.Concat(mine).Order(StringComparer.Ordinal)));
        return 0;
    }

    private int Commit(ProgramCall call, string root)
    {
        var staged = Text(root, Index);
        if (staged == Text(root, Tree))
            return call.Fail(1, "nothing to commit, working tree clean");
        Files.Write(root + Tree, staged);
        var commit = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Text(root, Head) + staged)))[..40];
        Files.Write(root + Head, commit + "\n");
        call.HasEffect(string.Create(CultureInfo.InvariantCulture, $"git commit in {root}, {Lines(staged).Length} files"));
        return 0;
    }

    private string Text(string root, string file) => Files.Read(root + file) ?? "";

    private static ImmutableArray<string> Lines(string text) => [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries)];
}
