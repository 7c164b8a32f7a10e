using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using RunbookEngine.Tests.Fakes;

namespace RunbookEngine.Tests.Proofs;

/// <summary>
/// A secret goes to the commands that were given it, by environment, standard input or file, and nowhere else. Commands print it in many ways here; then every
/// byte that the engine left behind or said is searched, also for parts of it and for its Base64.
/// </summary>
public class SecretTests
{
    private const string Runbook = """
        apiVersion: runbook/v1
        name: careless
        inputs:
          token: { type: secret }
        steps:
          - id: says_it
            shell: { run: 'printf "%s\n" "$T"; printf "%s\n" "$T" >&2', env: { T: "{{ inputs.token }}" } }
          - id: from_input
            shell: { run: cat, stdin: "{{ inputs.token }}" }
          - id: in_halves
            shell:
              run: |
                printf %s "$(printf %s "$T" | cut -c1-9)"; sleep 0.5
                printf '%s\n' "$(printf %s "$T" | cut -c10-)"; sleep 0.5
              env: { T: "{{ inputs.token }}" }
          - id: encoded
            shell:
              run: |
                printf %s "$T" | base64 -w0; echo
                printf '%s\n' "$T" | base64
                printf 'u:%s' "$T" | base64 -w0; echo
                printf 'us:%s@host' "$T" | base64 -w0; echo
              env: { T: "{{ inputs.token }}" }
          - id: as_json
            shell:
              run: printf '{"token":"%s"}\n' "$(printf %s "$T" | sed 's/["\\]/\\&/g')"
              env: { T: "{{ inputs.token }}" }
          - id: much
            shell: { run: 'for i in $(seq 2000); do printf "%s %s\n" $i "$T"; done', env: { T: "{{ inputs.token }}" } }
          - id: traced
            shell: { run: 'set -x; : "$T"', env: { T: "{{ inputs.token }}" } }
          - id: fails
            continue-on-failure: true
            retry: { attempts: 2, delay: 10ms }
            shell: { run: 'echo "cannot log in with $T" >&2; exit 3', env: { T: "{{ inputs.token }}" } }
          - id: too_slow
            continue-on-failure: true
            timeout: 1s
            shell: { run: 'echo "waiting with $T"; sleep 30', env: { T: "{{ inputs.token }}" } }
          - id: looks
            shell: { run: 'true', unless: 'echo "$T"; false', env: { T: "{{ inputs.token }}" } }
          - id: named
            shell: { run: 'printf %s "$T"', env: { T: "{{ inputs.token }}" } }
            outputs: { it: "{{ result.stdout }}" }
          - id: tells
            log: "it is {{ steps.named.it }}"
          - id: hands_on
            shell: echo {{ steps.named.it }}
          - id: hidden
            secret: true
            shell: { run: 'printf %s "$T" | rev; echo', env: { T: "{{ inputs.token }}" } }
          - id: keeps
            file: { write: kept.by.its.author, content: "{{ inputs.token }}", mode: "0600" }
        """;

    /// <summary>With what shells, JSON and URLs make much of; new for every test. No escape that the <c>echo</c> of some shells would turn into another byte.</summary>
    private readonly string _secret = $"{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12))}\"q\\w'$ /+&é{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8))}";

    private readonly StringBuilder _said = new();

    [Fact]
    public async Task A_secret_is_nowhere_after_a_run_and_in_no_command_line_meanwhile()
    {
        using var folder = new ProofFolder().Write("careless.yaml", Runbook);
        using var ended = new CancellationTokenSource();
        var seen = new ConcurrentQueue<string>();
        var watch = Task.Run(() => WatchCommandLines(seen, ended.Token), CancellationToken.None);
        await SayAsync(folder, 0, "plan", "careless.yaml");
        await SayAsync(folder, 0, "run", "careless.yaml", "--yes", "--verbose");
        await SayAsync(folder, 0, "run", "careless.yaml", "--yes", "--output", "json");
        await SayAllAsync(folder);
        await ended.CancelAsync();
        await watch;
        Assert.Empty(seen);
        AssertClean(folder);
        Assert.Contains("***", _said.ToString(), StringComparison.Ordinal);
        Assert.Equal(_secret, await File.ReadAllTextAsync(folder.File_("kept.by.its.author"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_secret_from_a_file_of_inputs_is_treated_alike()
    {
        using var folder = new ProofFolder().Write("careless.yaml", Runbook);
        folder.Write("inputs.json", System.Text.Json.JsonSerializer.Serialize(new Dictionary<string, string> { ["token"] = _secret }));
        Say(await folder.RunAsync(["run", "careless.yaml", "--yes", "--inputs", "inputs.json"]), 0);
        File.Delete(folder.File_("inputs.json"));
        await SayAllAsync(folder);
        AssertClean(folder);
    }

    /// <summary>
    /// What a command that is in flight has written lies unmasked where only its owner can look, until an engine takes it over: the one place, and not for long.
    /// </summary>
    [Fact]
    public async Task After_a_crash_only_the_private_folder_of_the_command_in_flight_has_it_until_the_resume()
    {
        using var folder = new ProofFolder().Write("crash.yaml", """
            apiVersion: runbook/v1
            name: crash
            inputs:
              token: { type: secret }
            steps:
              - id: before
                shell: { run: 'echo "$T"', env: { T: "{{ inputs.token }}" } }
              - id: in_flight
                shell: { run: 'echo "$T"; touch there; until test -e go; do sleep 0.05; done; echo "$T" >&2', env: { T: "{{ inputs.token }}" } }
              - id: after
                shell: { run: 'echo "$T"', env: { T: "{{ inputs.token }}" } }
            """);
        using (var engine = folder.Start(["run", "crash.yaml", "--yes"], ("RUNBOOK_INPUT_TOKEN", _secret)))
        {
            await Eventually.Holds(() => File.Exists(folder.File_("there")));
            Assert.True(await engine.KillAsync());
            Say(await engine.EndAsync(TimeSpan.FromSeconds(10)), 137);
        }

        await SayAllAsync(folder);
        foreach (var file in Holding(folder))
        {
            Assert.StartsWith(folder.File_(folder.Store) + ".d/", file, StringComparison.Ordinal);
            Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(Path.GetDirectoryName(file)!) & ~(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute));
            Assert.Contains("in_flight", file, StringComparison.Ordinal);
        }

        folder.Write("go", "");
        Say(await folder.RunAsync(["resume"], ("RUNBOOK_INPUT_TOKEN", _secret)), 0);
        await SayAllAsync(folder);
        AssertClean(folder);
    }

    private async Task SayAllAsync(ProofFolder folder)
    {
        foreach (var words in new string[][] { ["status"], ["logs"], ["list"] })
        {
            await SayAsync(folder, 0, words);
            await SayAsync(folder, 0, [.. words, "--output", "json"]);
        }
    }

    private async Task SayAsync(ProofFolder folder, int exit, params string[] words) =>
        Say(await folder.RunAsync(words, ("RUNBOOK_INPUT_TOKEN", _secret)), exit);

    private void Say(ProgramResult result, int exit) => _said.AppendLine(result.Exits(exit).ToString());

    private void AssertClean(ProofFolder folder)
    {
        Assert.Empty(Holding(folder));
        Assert.Null(Part(Encoding.UTF8.GetBytes(_said.ToString())));
    }

    private string[] Holding(ProofFolder folder) =>
    [
        .. Directory.EnumerateFiles(folder.Path, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None })
            .Where(static f => Path.GetFileName(f) != "kept.by.its.author")
            .Where(f => f.Contains(_secret[..12], StringComparison.Ordinal) || Part(File.ReadAllBytes(f)) is not null),
    ];

    /// <summary>Any 10 bytes of it in a row, or 14 characters of its Base64: what stands at the edges depends on the neighbours.</summary>
    private string? Part(byte[] bytes)
    {
        foreach (var part in Windows(Encoding.UTF8.GetBytes(_secret), 10).Concat(Enumerable.Range(0, 3).SelectMany(Encoded)))
        {
            if (bytes.AsSpan().IndexOf(part) >= 0)
                return Encoding.UTF8.GetString(part);
        }

        return null;
    }

    private IEnumerable<byte[]> Encoded(int shift) =>
        Windows(Encoding.ASCII.GetBytes(Convert.ToBase64String([.. new byte[shift], .. Encoding.UTF8.GetBytes(_secret)]))[4..^4], 14);

    private static IEnumerable<byte[]> Windows(byte[] bytes, int length) => Enumerable.Range(0, bytes.Length - length + 1).Select(i => bytes[i..(i + length)]);

    private void WatchCommandLines(ConcurrentQueue<string> seen, CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            foreach (var process in Directory.EnumerateDirectories("/proc").Where(static p => char.IsAsciiDigit(p[6])))
            {
                try
                {
                    if (Part(File.ReadAllBytes(process + "/cmdline")) is { } part)
                        seen.Enqueue($"{process}: {part}");
                }
                catch (Exception e) when (e is IOException or UnauthorizedAccessException)
                {
                    // It has ended.
                }
            }

            Thread.Sleep(2);
        }
    }
}
