using RunbookEngine.Language;
using RunbookEngine.Model;

namespace RunbookEngine.Tests.Language;

public class RunbookLoaderTests
{
    [Fact]
    public void A_step_is_read_as_the_command_one_would_type()
    {
        var step = Assert.IsType<ActionStep>(Assert.Single(Yaml.Runbook("""
            steps:
              - id: save
                name: take a snapshot
                etcdctl:
                  snapshot save: /var/backups/etcd.db
                  endpoints: https://127.0.0.1:2379
                timeout: 90s
                retry: { attempts: 3, delay: 2s, backoff: 1.5, max-delay: 1m, on: [timeout] }
                continue-on-failure: true
                interrupted: verify
            """).Steps));

        Assert.Equal(("save", "etcdctl", "snapshot save", "take a snapshot"), (step.Id.Value, step.Tool, step.Verb.Name, step.Name));
        Assert.Equal(["path", "endpoints"], step.Arguments.Entries.Select(static e => e.Key));
        Assert.Equal(new Value.Text("1m30s"), Assert.IsType<Argument.Constant>(step.Timeout).Value);
        Assert.Equal(
            (3, TimeSpan.FromSeconds(2), 1.5, TimeSpan.FromMinutes(1)),
            (step.Retry.Attempts, step.Retry.Delay, step.Retry.Backoff, step.Retry.MaxDelay));
        Assert.Equal(["timeout"], step.Retry.On);
        Assert.True(step.ContinueOnFailure);
        Assert.Equal(InterruptedPolicy.Verify, step.Interrupted);
        Assert.Equal((4, 5), (step.Span.Line, step.Span.Column));
    }

    [Theory]
    [InlineData("shell: uptime", "run")]
    [InlineData("shell: { run: uptime, cwd: /tmp }", "run")]
    [InlineData("shell: { script: uptime }", "run")]
    [InlineData("etcdctl: member list", "member list")]
    [InlineData("etcdctl: { member list: , endpoints: [a, b] }", "member list")]
    [InlineData("approve: Go on?", "message")]
    [InlineData("wait: 5s", "for")]
    public void A_verb_can_be_written_in_each_natural_form(string step, string verb) =>
        Assert.Equal(verb, Assert.IsType<ActionStep>(Assert.Single(Yaml.Runbook($"steps:\n  - {step}\n").Steps)).Verb.Name);

    [Fact]
    public void Groups_hold_steps_in_sequence_or_at_the_same_time()
    {
        var steps = Yaml.Runbook("""
            steps:
              - steps: [{ shell: uptime }]
              - parallel: true
                steps: [{ shell: uptime }, { shell: date }]
              - parallel: 3
                steps: [{ shell: uptime }]
            """).Steps;

        Assert.Equal([null, 0, 3], steps.Cast<GroupStep>().Select(static g => g.Parallel));
    }

    [Fact]
    public void A_step_without_an_id_gets_one_that_no_author_gave()
    {
        var steps = Yaml.Runbook("steps:\n  - shell: uptime\n  - id: shell_1\n    shell: date\n  - log: done\n").Steps;

        Assert.Equal(["shell_1_", "shell_1", "log_3"], steps.Select(static s => s.Id.Value));
        Assert.Equal([false, true, false], steps.Select(static s => s.HasOwnId));
    }

    [Theory]
    [InlineData("steps:\n  - shell: uptime\n", "# a comment\nsteps:\n\n  - { 'shell': \"uptime\" }\n", true)]
    [InlineData("steps:\n  - { name: a, shell: uptime }\n", "steps:\n  - { shell: uptime, name: a }\n", true)]
    [InlineData("steps:\n  - shell: uptime\n", "steps:\n  - shell: uptime -p\n", false)]
    [InlineData("steps:\n  - shell: uptime\n", "steps:\n  - shell: uptime\n    timeout: 5s\n", false)]
    [InlineData("steps:\n  - steps: [{ shell: a }]\n", "steps:\n  - steps: [{ shell: b }]\n", false)]
    public void A_fingerprint_follows_what_a_step_says_and_not_how_it_is_written(string left, string right, bool same) =>
        Assert.Equal(same, Yaml.Runbook(left).Steps[0].Fingerprint == Yaml.Runbook(right).Steps[0].Fingerprint);

    [Fact]
    public void The_fingerprint_of_an_include_follows_the_included_text()
    {
        const string Text = "steps:\n  - runbook: other.yaml\n";
        var one = Yaml.Load(Text, new SourceText("other.yaml", Yaml.WithHead("steps:\n  - shell: a\n"))).Runbook!;
        var two = Yaml.Load(Text, new SourceText("other.yaml", Yaml.WithHead("steps:\n  - shell: b\n"))).Runbook!;

        Assert.NotEqual(one.Steps[0].Fingerprint, two.Steps[0].Fingerprint);
        Assert.NotEqual(one.Hash, two.Hash);
        Assert.Equal(["example.yaml", "other.yaml"], one.Sources.Select(static s => s.File));
    }

    [Fact]
    public void An_include_is_found_beside_the_file_that_names_it()
    {
        SourceText[] texts =
        [
            new("books/main.yaml", Yaml.WithHead("steps:\n  - runbook: parts/a.yaml\n")),
            new("books/parts/a.yaml", Yaml.WithHead("steps:\n  - runbook: ../b.yaml\n")),
            new("books/b.yaml", Yaml.WithHead("steps:\n  - shell: uptime\n")),
        ];

        var loaded = Yaml.Loader.LoadTexts([.. texts]);

        Assert.Empty(loaded.Diagnostics);
        Assert.Equal(texts, loaded.Sources);
    }

    [Fact]
    public void Includes_end_at_a_depth()
    {
        SourceText[] texts = [.. Enumerable.Range(0, 12).Select(static i => new SourceText($"{i}.yaml", Yaml.WithHead($"steps:\n  - runbook: {i + 1}.yaml\n")))];

        Assert.Equal(["RB0206"], Yaml.Loader.LoadTexts([.. texts]).Diagnostics.Select(static d => d.Code));
    }

    [Fact]
    public void Included_files_end_at_a_number() => Assert.Equal(
        ["RB0206"],
        Yaml.Loader.Load("a.yaml", new EveryFileIncludesThree()).Diagnostics.Where(static d => d.Code != "RB0012").Select(static d => d.Code).Distinct());

    [Fact]
    public void Includes_of_includes_cannot_multiply_without_end()
    {
        SourceText[] texts =
        [
            .. Enumerable.Range(0, 7).Select(static i =>
                new SourceText($"{i}.yaml", Yaml.WithHead("steps:\n" + string.Concat(Enumerable.Repeat($"  - runbook: {i + 1}.yaml\n", 100))))),
            new SourceText("7.yaml", Yaml.WithHead("steps:\n  - shell: uptime\n")),
        ];

        Assert.Contains("RB0209", Yaml.Loader.LoadTexts([.. texts]).Diagnostics.Select(static d => d.Code));
    }

    [Fact]
    public void A_file_over_one_mebibyte_is_refused_unread()
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(file, new byte[(1 << 20) + 1]);
            Assert.Equal(["RB0002"], Yaml.Loader.Load(file, new FileSourceReader()).Diagnostics.Select(static d => d.Code));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Theory]
    [InlineData("no-such-file.yaml")]
    [InlineData("/")]
    public void A_file_that_cannot_be_read_is_a_diagnostic(string file) =>
        Assert.Equal(["RB0001"], Yaml.Loader.Load(file, new FileSourceReader()).Diagnostics.Select(static d => d.Code));

    [Fact]
    public void At_most_two_hundred_mistakes_are_told()
    {
        var diagnostics = Yaml.Load("steps:\n" + string.Concat(Enumerable.Repeat("  - shel: x\n", 1_000))).Diagnostics;

        Assert.Equal(201, diagnostics.Length);
        Assert.Contains("RB0012", diagnostics.Select(static d => d.Code));
    }

    [Fact]
    public void The_shipped_runbooks_are_faultless()
    {
        foreach (var file in Directory.GetFiles(Path.Combine(Repository.Root, "runbooks"), "*.yaml"))
        {
            var loaded = Yaml.Loader.Load(file, new FileSourceReader());
            Assert.True(loaded.Diagnostics.IsEmpty, DiagnosticPrinter.Print(loaded.Diagnostics, loaded.Sources));
        }
    }

    /// <summary>10,000 steps in a chain, each reading the one before: what grows with the square would take minutes.</summary>
    [Fact]
    public void A_runbook_of_ten_thousand_steps_is_read_in_time_that_grows_with_it()
    {
        var text = "steps:\n" + string.Concat(Enumerable.Range(0, 10_000).Select(static i => i == 0 ? "  - { id: s0, shell: date }\n" : $"  - {{ id: s{i}, shell: 'echo {{{{ steps.s{i - 1}.stdout }}}}' }}\n"));
        var watch = System.Diagnostics.Stopwatch.StartNew();

        Assert.Equal(10_000, Yaml.Runbook(text).Steps.Length);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(15));
    }

    /// <summary>Whatever the name, a file that includes three others of new names.</summary>
    private sealed class EveryFileIncludesThree : ISourceReader
    {
        public SourceReading Read(string file) =>
            new(System.Text.Encoding.UTF8.GetBytes(Yaml.WithHead($"steps:\n  - runbook: a{file}\n  - runbook: b{file}\n  - runbook: c{file}\n")));
    }
}
