using RunbookEngine.Tests.Cli;
using RunbookEngine.Tests.Proofs;

namespace RunbookEngine.Tests.Pipelines;

/// <summary>The GitHub action: its shape, and its scripts really run, on one machine after another.</summary>
public sealed class ActionTests : IDisposable
{
    private readonly CliBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void Every_input_is_described_and_used_and_none_is_used_that_is_not_there()
    {
        var action = new ActionFile();

        Assert.All(action.Inputs, static i => Assert.True(i.Settings.GetValueOrDefault("description", "").Length > 10, i.Name));
        Assert.All(action.Inputs, static i => Assert.True(i.Settings.ContainsKey("default") || i.Settings.GetValueOrDefault("required") == "true", i.Name));
        Assert.Equal(action.Inputs.Select(static i => i.Name).Order(), action.Used("inputs").Order());
        var ids = action.Steps.Select(static s => s.Id).OfType<string>().ToList();
        Assert.All(action.Used("steps"), u => Assert.Contains(u.Split('.')[0], ids));
    }

    [Fact]
    public void No_script_has_an_expression_in_it_since_its_value_would_be_read_as_shell()
    {
        Assert.All(new ActionFile().Steps.Select(static s => s.Run).OfType<string>(), static r => Assert.DoesNotContain("${{", r, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_run_that_failed_is_resumed_by_another_machine()
    {
        _bench.Write("ops/two.yaml", "apiVersion: runbook/v1\nname: two\ninputs:\n  word: { type: string }\nsteps:\n  - id: once\n    shell: echo {{ inputs.word }} >>once.txt\n  - id: second\n    shell: test -e mended\n");
        using var first = Job();
        using var second = Job();

        Assert.True(await first.RunAsync(("command", "validate"), ("runbook", "ops/two.yaml\n"), ("binary", RunbookProgram.Path)), first.Log);
        Assert.False(await first.RunAsync(("command", "run"), ("runbook", "ops/two.yaml"), ("inputs", "word=a; touch pwned\n"), ("junit", "r.xml"), ("binary", RunbookProgram.Path)), first.Log);
        _bench.Write("ops/mended", "");
        Assert.True(await second.RunAsync(("command", "resume"), ("binary", RunbookProgram.Path)), second.Log);

        Assert.Equal("a; touch pwned\n", _bench.Read("ops/once.txt"));
        Assert.Equal(("failed", "1"), (first.Output("status"), first.Output("exit-code")));
        Assert.Equal((first.Output("run"), "succeeded", "0"), (second.Output("run"), second.Output("status"), second.Output("exit-code")));
        Assert.Contains("::error file=ops/two.yaml,line=8,", first.Log, StringComparison.Ordinal);
        Assert.Contains("## ❌ two: failed", first.Summary, StringComparison.Ordinal);
        Assert.Contains("## ✅ two: succeeded", second.Summary, StringComparison.Ordinal);
        Assert.True(_bench.Has("r.xml"));
    }

    [Fact]
    public async Task A_run_that_waits_is_approved_and_resumed_by_a_later_job()
    {
        _bench.Write("ask.yaml", "apiVersion: runbook/v1\nname: ask\nsteps:\n  - approve: Sure?\n  - shell: echo yes >answer.txt\n");
        using var first = Job();
        using var second = Job();

        Assert.True(await first.RunAsync(("command", "run"), ("runbook", "ask.yaml"), ("allow-waiting", "true"), ("binary", RunbookProgram.Path)), first.Log);
        Assert.Equal(("waiting", "3"), (first.Output("status"), first.Output("exit-code")));
        Assert.True(await second.RunAsync(("command", "resume"), ("approve", "true"), ("binary", RunbookProgram.Path)), second.Log);

        Assert.Equal("yes\n", _bench.Read("answer.txt"));
    }

    [Fact]
    public async Task A_saved_plan_is_run_by_a_later_job_and_refused_once_it_does_not_hold()
    {
        _bench.Write("ops/p.yaml", "apiVersion: runbook/v1\nname: p\ninputs:\n  word: { type: string }\nsteps:\n  - shell: echo {{ inputs.word }} >>out.txt\n");
        using var planning = Job();
        using var running = Job();
        using var late = Job();

        Assert.True(await planning.RunAsync(("command", "plan"), ("runbook", "ops/p.yaml"), ("inputs", "word=seen"), ("plan", "p.plan"), ("binary", RunbookProgram.Path)), planning.Log);
        Assert.True(await running.RunAsync(("command", "run"), ("runbook", "ops/p.yaml"), ("plan", "p.plan"), ("binary", RunbookProgram.Path)), running.Log);
        _bench.Write("ops/p.yaml", _bench.Read("ops/p.yaml") + "  - shell: echo more\n");
        Assert.False(await late.RunAsync(("command", "run"), ("plan", "p.plan"), ("binary", RunbookProgram.Path)), late.Log);

        Assert.Equal("seen\n", _bench.Read("ops/out.txt"));
        Assert.Equal(("succeeded", "2"), (running.Output("status"), late.Output("exit-code")));
    }

    [Fact]
    public async Task A_plan_is_a_comment_that_is_found_again()
    {
        _bench.Write("p.yaml", "apiVersion: runbook/v1\nname: p\nsteps:\n  - shell: echo '``` <!-- x'\n");
        Script("gh", """
            echo "$*" >>gh.txt
            case "$*" in
                *--paginate*) if [ -e comment.md ]; then echo 17; fi ;;
                *body=@*) for word in "$@"; do case $word in body=@*) cp "${word#body=@}" comment.md ;; esac; done ;;
            esac
            """);
        using var job = Job();

        Assert.True(await job.RunAsync(("command", "plan"), ("runbook", "p.yaml"), ("comment", "true"), ("binary", RunbookProgram.Path)), job.Log);
        Assert.True(await job.RunAsync(("command", "plan"), ("runbook", "p.yaml"), ("comment", "true"), ("binary", RunbookProgram.Path)), job.Log);

        var calls = _bench.Read("gh.txt").TrimEnd('\n').Split('\n').Where(static c => !c.Contains("--paginate", StringComparison.Ordinal)).Select(static c => c.Split(" --field")[0]);
        Assert.Equal(["api --silent --method POST repos/some/repository/issues/5/comments", "api --silent --method PATCH repos/some/repository/issues/comments/17"], calls);
        Assert.StartsWith("<!-- runbook plan ", _bench.Read("comment.md"), StringComparison.Ordinal);
        Assert.Contains("\n````\np\n", _bench.Read("comment.md"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_release_is_installed_only_when_its_checksum_holds()
    {
        var archive = Path.Combine(_bench.Folder, "release");
        Directory.CreateDirectory(Path.Combine(archive, "runbook-1-linux-amd64", "bin"));
        var program = Path.Combine(archive, "runbook-1-linux-amd64", "bin", "runbook");
        await File.WriteAllTextAsync(program, "#!/bin/sh\necho 1.2.3\n", TestContext.Current.CancellationToken);
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var name = System.Runtime.InteropServices.RuntimeInformation.OSArchitecture == System.Runtime.InteropServices.Architecture.Arm64 ? "arm64" : "amd64";
        Script("gh", $"""
            tar -C "{archive}" -czf runbook-1-linux-{name}.tar.gz runbook-1-linux-amd64
            sha256sum *.tar.gz >SHA256SUMS
            [ ! -e "{_bench.Folder}/tamper" ] || echo x >>runbook-1-linux-{name}.tar.gz
            """);
        _bench.Write("v.yaml", "apiVersion: runbook/v1\nname: v\nsteps:\n  - shell: echo\n");

        using var good = Job();
        Assert.True(await good.RunAsync(("command", "validate"), ("runbook", "v.yaml")), good.Log);
        _bench.Write("tamper", "");
        using var bad = Job();
        Assert.False(await bad.RunAsync(("command", "validate"), ("runbook", "v.yaml")), bad.Log);

        Assert.Contains("1.2.3", good.Log, StringComparison.Ordinal);
        Assert.DoesNotContain("1.2.3", bad.Log, StringComparison.Ordinal);
    }

    private ActionJob Job() => new(_bench.Folder, Path.Combine(_bench.Folder, "artifacts"), new Dictionary<string, string>
    {
        ["repository"] = "some/repository", ["run_id"] = "1", ["action_repository"] = "some/action", ["action_ref"] = "v1", ["event.pull_request.number"] = "5", ["token"] = "none",
    });

    private void Script(string name, string text) =>
        File.SetUnixFileMode(_bench.Write($"bin/{name}", "#!/bin/bash\nset -euo pipefail\n" + text), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
}
