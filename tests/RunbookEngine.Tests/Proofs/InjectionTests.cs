using System.Text;
using System.Text.Json;

namespace RunbookEngine.Tests.Proofs;

/// <summary>
/// What a person gives as an input is data, to the last byte: in a script, in the environment, on standard input, in a file, and as an argument of a tool.
/// Through the real executable, with inputs that would love to be more.
/// </summary>
public class InjectionTests
{
    private const string Hostile = """
        apiVersion: runbook/v1
        name: hostile
        inputs:
          v: { type: string }
        steps:
          - id: script
            shell: printf %s {{ inputs.v }} > script.out
          - id: inside_a_word
            shell: printf %s before{{ inputs.v }}after > word.out
          - id: environment
            shell:
              run: printf %s "$V" > environment.out
              env: { V: "{{ inputs.v }}" }
          - id: input
            shell:
              run: cat > input.out
              stdin: "{{ inputs.v }}"
          - id: bash
            shell:
              run: printf %s {{ inputs.v }} > bash.out
              interpreter: bash
          - id: file
            file: { write: file.out, content: "{{ inputs.v }}" }
          - id: tool
            etcdctl:
              snapshot restore: snapshot.db
              data-dir: data
              initial-cluster-token: "{{ inputs.v }}"
          - id: handed_on
            shell: printf %s {{ steps.back.stdout }} > back.out
            needs: [back]
          - id: back
            shell:
              run: cat script.out; echo
            needs: [script]
          - id: told
            log: "{{ inputs.v }}"
        """;

    /// <summary>An etcdctl of 3.4, which still restores; it writes down its arguments and makes the folder.</summary>
    private const string FakeTool = """
        #!/bin/sh
        if [ "$1" = version ]; then echo "etcdctl version: 3.4.30"; exit 0; fi
        for a in "$@"; do printf '%s\0' "$a"; done > "$RECORD"
        mkdir -- "${a#--data-dir=}"
        """;

    private static readonly string[] s_programs = ["sh", "bash", "cat", "env", "printf", "touch", "rm", "mkdir", "mv", "sync"];

    private static readonly string[] s_places = ["/usr/bin", "/bin"];

    public static TheoryData<string, string> Values => new()
    {
        { "quotes", "it's \"quoted\" '\\'' \"\\\"\" ''" },
        { "newlines", "one\ntwo\r\nthree\n; touch pwned\n" },
        { "substitution", "$(touch pwned) `touch pwned` ${IFS}touch${IFS}pwned $((1+1)) $HOME" },
        { "operators", "; touch pwned; & touch pwned && touch pwned || touch pwned | touch pwned > pwned < /dev/null #" },
        { "closing quote", "'; touch pwned; echo '" },
        { "closing double quote", "\"; touch pwned; echo \"" },
        { "options", "--help" },
        { "option with value", "-o pwned --output=pwned -rf /nowhere" },
        { "template", "{{ inputs.v }} {{ 7 * 7 }} {% raw %} ${{ }}" },
        { "printf", "%s%n%d\\n\\0\\x41" },
        { "globs", "* ? [a-z] ~ ~root !! {a,b}" },
        { "unicode", "käse 日本語 🚀 \u202eevil\u202c e\u0301 \u00a0 \ufeff" },
        { "controls", "\u0001\u0007\u001b[31mred\u001b[0m\u007f\t\v" },
        { "blanks", "  leading and trailing  " },
        { "yaml", "- a: &b *b !!str {x: [y]} # no comment" },
        { "number", "007" },
        { "64 KiB", string.Concat(Enumerable.Repeat("$(touch pwned)'\"`;\n\\é", 3200))[..(64 * 1024)] },
    };

    [Theory]
    [MemberData(nameof(Values), DisableDiscoveryEnumeration = true)]
    public async Task An_input_arrives_as_it_is_and_does_nothing(string what, string value)
    {
        using var folder = Folder();
        folder.Write("inputs.json", JsonSerializer.Serialize(new Dictionary<string, string> { ["v"] = value }));
        var result = await RunAsync(folder);
        Assert.True(result.Exit == 0, $"{what}: {result}");
        Assert.False(File.Exists(folder.File_("pwned")), what);
        foreach (var name in new[] { "script", "environment", "input", "bash", "file" })
            Assert.Equal(value, await ReadAsync(folder, name));
        Assert.Equal($"before{value}after", await ReadAsync(folder, "word"));
        Assert.Equal(value.TrimEnd('\n'), (await ReadAsync(folder, "back")).TrimEnd('\n'));
        Assert.Contains($"--initial-cluster-token={value}", Recorded(folder));
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path).Select(Path.GetFileName).Except(
            [
                "hostile.yaml", "bin", "inputs.json", "store", "recorded", "script.out", "word.out", "environment.out", "input.out", "bash.out", "file.out", "back.out", "data",
            ]));
    }

    [Theory]
    [InlineData("shell: printf %s {{ inputs.v }} > out")]
    [InlineData("shell: { run: printf %s \"$V\" > out, env: { V: \"{{ inputs.v }}\" } }")]
    [InlineData("file: { write: \"{{ inputs.v }}\", content: x }")]
    [InlineData("etcdctl: { snapshot restore: snapshot.db, data-dir: data, initial-cluster-token: \"{{ inputs.v }}\" }")]
    public async Task A_NUL_that_cannot_be_passed_on_is_refused_and_never_cuts_a_value_short(string step)
    {
        using var folder = Folder();
        folder.Write("hostile.yaml", $"apiVersion: runbook/v1\nname: hostile\ninputs:\n  v: {{ type: string }}\nsteps:\n  - id: a\n    {step}\n");
        folder.Write("inputs.json", """{ "v": "abc\u0000; touch pwned" }""");
        var result = await RunAsync(folder);
        Assert.True(result.Exit is 1 or 2, result.ToString());
        Assert.Contains("NUL", result.Output + result.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(folder.File_("out")) || File.Exists(folder.File_("abc")) || File.Exists(folder.File_("pwned")) || File.Exists(folder.File_("recorded")));
    }

    [Fact]
    public async Task A_NUL_arrives_where_bytes_can_hold_it()
    {
        using var folder = Folder();
        folder.Write("hostile.yaml", """
            apiVersion: runbook/v1
            name: hostile
            inputs:
              v: { type: string }
            steps:
              - shell: { run: cat > input.out, stdin: "{{ inputs.v }}" }
              - file: { write: file.out, content: "{{ inputs.v }}" }
            """);
        folder.Write("inputs.json", """{ "v": "abc\u0000; touch pwned" }""");
        (await RunAsync(folder)).Exits(0);
        Assert.Equal("abc\0; touch pwned", await ReadAsync(folder, "input"));
        Assert.Equal("abc\0; touch pwned", await ReadAsync(folder, "file"));
    }

    private static ProofFolder Folder()
    {
        var folder = new ProofFolder().Write("hostile.yaml", Hostile);
        Directory.CreateDirectory(folder.File_("bin"));
        folder.Write("bin/etcdctl", FakeTool.ReplaceLineEndings("\n"));
        File.SetUnixFileMode(folder.File_("bin/etcdctl"), (UnixFileMode)0b111_101_101);
        return folder;
    }

    /// <summary>No other etcd tool may be found, so the path holds what the fake and the scripts need and no more.</summary>
    private static Task<ProgramResult> RunAsync(ProofFolder folder)
    {
        var bin = folder.File_("bin");
        foreach (var program in s_programs)
        {
            if (!File.Exists(Path.Combine(bin, program)) && Find(program) is { } there)
                File.CreateSymbolicLink(Path.Combine(bin, program), there);
        }

        return folder.RunAsync(["run", "hostile.yaml", "--yes", "--inputs", "inputs.json"], ("PATH", bin), ("RECORD", folder.File_("recorded")));
    }

    private static string? Find(string program) => s_places.Select(d => Path.Combine(d, program)).FirstOrDefault(File.Exists);

    private static async Task<string> ReadAsync(ProofFolder folder, string name) =>
        Encoding.UTF8.GetString(await File.ReadAllBytesAsync(folder.File_(name + ".out")));

    private static string[] Recorded(ProofFolder folder) => Encoding.UTF8.GetString(File.ReadAllBytes(folder.File_("recorded"))).Split('\0');
}
