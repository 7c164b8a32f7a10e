using System.Text.Json;
using RunbookEngine.Tests.Ssh;

namespace RunbookEngine.Tests.Cli;

/// <summary><c>plan --out</c> and <c>run --plan</c>: a run does what was seen, or nothing.</summary>
public sealed class SavedPlanTests(RealSshd sshd) : IClassFixture<RealSshd>, IDisposable
{
    private const string Motd = """
        apiVersion: runbook/v1
        name: motd
        inputs:
          text: { type: string, default: hello }
          token: { type: secret }
        steps:
          - id: marker
            shell:
              run: touch marker; test -n "$T"
              env: { T: "{{ inputs.token }}" }
              creates: marker
          - id: write
            file: { write: motd, content: "{{ inputs.text }}\n" }
          - id: show
            shell: cat motd
          - id: keep
            file: { write: copy, content: "{{ steps.show.stdout }}\n" }

        """;

    private readonly CliBench _bench = new() { Environment = { ["RUNBOOK_INPUT_TOKEN"] = "hunter2-secret" } };

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task A_plan_that_looks_shows_what_is_so_what_would_change_and_what_nobody_can_tell()
    {
        _bench.Write("motd.yaml", Motd);
        _bench.Write("motd", "good morning\n");
        _bench.Write("marker", "");

        var plan = (await _bench.RunAsync("plan", "motd.yaml", "--look")).Expect(0).Out;

        Assert.Contains("already so", plan, StringComparison.Ordinal);
        Assert.Contains("would change", plan, StringComparison.Ordinal);
        Assert.Contains("-good morning", plan, StringComparison.Ordinal);
        Assert.Contains("+hello", plan, StringComparison.Ordinal);
        Assert.Contains("cannot tell yet", plan, StringComparison.Ordinal);
        Assert.Equal(2, plan.Split("known after `show`").Length);
        Assert.False(_bench.Has("copy"));
        Assert.False(File.Exists(_bench.Store));
    }

    [Fact]
    public async Task A_run_of_a_plan_that_still_holds_starts_without_a_question_and_with_its_inputs()
    {
        await SaveAsync("--input", "text=good evening");

        (await _bench.AnswerAsync([], "run", "--plan", "plan.json")).Expect(0);

        Assert.Equal("good evening\n", _bench.Read("copy"));
    }

    [Fact]
    public async Task The_file_holds_no_secret()
    {
        await SaveAsync();

        Assert.DoesNotContain("hunter2-secret", _bench.Read("plan.json"), StringComparison.Ordinal);
        (await _bench.RunAsync("plan", "motd.yaml", "--out", "plan.json")).Expect(2);
    }

    [Fact]
    public async Task A_changed_runbook_is_shown_and_nothing_starts()
    {
        await SaveAsync();
        _bench.Write("motd.yaml", Motd.Replace("cat motd", "cat motd; touch started", StringComparison.Ordinal));

        var refused = (await _bench.RunAsync("run", "--plan", "plan.json")).Expect(2);

        Assert.Contains("-    shell: cat motd", refused.Error, StringComparison.Ordinal);
        Assert.Contains("+    shell: cat motd; touch started", refused.Error, StringComparison.Ordinal);
        Assert.Contains("the runbook has changed since the plan was saved; nothing was started", refused.Error, StringComparison.Ordinal);
        AssertNothingRan();
    }

    [Fact]
    public async Task Another_input_is_told_and_nothing_starts()
    {
        await SaveAsync();

        var refused = (await _bench.RunAsync("run", "motd.yaml", "--plan", "plan.json", "--input", "text=bye")).Expect(2);

        Assert.Contains("inputs.text: \"hello\" in the plan; now \"bye\"", refused.Error, StringComparison.Ordinal);
        AssertNothingRan();
    }

    [Fact]
    public async Task A_world_that_has_moved_is_told_and_nothing_starts()
    {
        await SaveAsync();
        _bench.Write("motd", "somebody was here\n");
        _bench.Write("marker", "");

        var refused = (await _bench.RunAsync("run", "--plan", "plan.json")).Expect(2);
        var json = (await _bench.RunAsync("run", "--plan", "plan.json", "--output", "json")).Expect(2);

        Assert.Contains("marker: would change", refused.Error, StringComparison.Ordinal);
        Assert.Contains("in the plan; now already so", refused.Error, StringComparison.Ordinal);
        Assert.Contains("-somebody was here", refused.Error, StringComparison.Ordinal);
        Assert.Contains("the world has moved since the plan was saved; nothing was started", refused.Error, StringComparison.Ordinal);
        Assert.Equal(2, JsonDocument.Parse(json.Out).RootElement.GetProperty("details").GetArrayLength());
        Assert.Equal("somebody was here\n", _bench.Read("motd"));
        Assert.False(_bench.Has("copy"));
    }

    [Fact]
    public async Task A_plan_that_was_edited_is_refused()
    {
        await SaveAsync();
        _bench.Write("plan.json", _bench.Read("plan.json").Replace("\"text\": \"hello\"", "\"text\": \"bye\"", StringComparison.Ordinal));

        Assert.Contains("was changed after it was saved", (await _bench.RunAsync("run", "--plan", "plan.json")).Expect(2).Error, StringComparison.Ordinal);
        Assert.Contains("is not a saved plan", (await _bench.RunAsync("run", "--plan", "motd.yaml")).Expect(2).Error, StringComparison.Ordinal);
        Assert.Contains("there is no plan", (await _bench.RunAsync("run", "--plan", "nothing.json")).Expect(2).Error, StringComparison.Ordinal);
        AssertNothingRan();
    }

    [Fact]
    public async Task Real_hosts_are_asked_side_by_side_and_one_that_moved_stops_the_run()
    {
        RealSshd.Need();
        _bench.Write("inventory.yaml", $$"""
            apiVersion: inventory/v1
            defaults: { user: root, identity-file: {{sshd.Key}}, known-hosts: {{sshd.KnownHosts}} }
            hosts:
              a: { address: 127.0.0.1, port: {{sshd.Port}} }
              b: { address: 127.0.0.1, port: {{sshd.Port}} }
            groups: { both: [a, b] }

            """);
        _bench.Write("both.yaml", $$$"""
            apiVersion: runbook/v1
            name: both
            targets: { both: { group: both } }
            steps:
              - id: all
                for-each: both
                as: node
                steps:
                  - id: note
                    file: { write: "{{{_bench.Folder}}}/note-{{ node.name }}", content: "kept\n" }

            """);
        _bench.Write("note-a", "kept\n");

        var plan = (await _bench.RunAsync("plan", "both.yaml", "--out", "plan.json")).Expect(0).Out;
        Assert.Contains("already so on a", plan, StringComparison.Ordinal);
        Assert.Contains("would change on b", plan, StringComparison.Ordinal);

        _bench.Write("note-a", "other\n");
        Assert.Contains("all[a]/note on a: already so in the plan; now would change", (await _bench.RunAsync("run", "--plan", "plan.json")).Expect(2).Error, StringComparison.Ordinal);
        Assert.False(_bench.Has("note-b"));
        _bench.Write("note-a", "kept\n");
        (await _bench.RunAsync("run", "--plan", "plan.json")).Expect(0);
        Assert.Equal("kept\n", _bench.Read("note-b"));

        _bench.Write("inventory.yaml", _bench.Read("inventory.yaml").Replace("both: [a, b]", "both: [a]", StringComparison.Ordinal));
        Assert.Contains("targets.both:", (await _bench.RunAsync("run", "--plan", "plan.json")).Expect(2).Error, StringComparison.Ordinal);
    }

    private async Task SaveAsync(params string[] more)
    {
        _bench.Write("motd.yaml", Motd);
        Assert.Contains("saved   plan.json, hash ", (await _bench.RunAsync(["plan", "motd.yaml", "--out", "plan.json", .. more])).Expect(0).Out, StringComparison.Ordinal);
    }

    private void AssertNothingRan()
    {
        Assert.False(_bench.Has("marker"));
        Assert.False(_bench.Has("motd"));
        Assert.False(File.Exists(_bench.Store));
    }
}
