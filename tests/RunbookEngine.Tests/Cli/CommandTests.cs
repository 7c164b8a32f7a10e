using System.Text.Json;

namespace RunbookEngine.Tests.Cli;

/// <summary>Each command from the outside: arguments in, exit code and words out.</summary>
public sealed class CommandTests : IDisposable
{
    private readonly CliBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task What_new_writes_is_valid_and_runs_and_can_be_undone()
    {
        (await _bench.RunAsync("new", "empty", "my first.yaml")).Expect(0);
        (await _bench.RunAsync("validate", "my first.yaml")).Expect(0);
        (await _bench.RunAsync("plan", "my first.yaml")).Expect(0);
        (await _bench.RunAsync("run", "my first.yaml", "--yes")).Expect(0);
        (await _bench.RunAsync("undo", "--yes")).Expect(0);
        var again = (await _bench.RunAsync("new", "empty", "my first.yaml")).Expect(2);
        Assert.Contains("exists already", again.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("did you mean `--input`?", "run", "here.yaml", "--imput", "a=b")]
    [InlineData("did you mean `--yes`?", "run", "--yess", "here.yaml")]
    [InlineData("did you mean `--inputs`?", "resume", "--inputss=values.yaml")]
    [InlineData("--help", "report", "--gibberish", "page.html")]
    [InlineData("--help", "validate", "here.yaml", "--quiet-please")]
    [InlineData("did you mean `--store`?", "list", "--stor", "x.db")]
    [InlineData("no option `--yes`", "approve", "--note", "--yes")]
    public async Task An_option_that_does_not_exist_is_refused_and_never_taken_for_a_name(string words, params string[] line)
    {
        _bench.Write("here.yaml", "apiVersion: runbook/v1\nname: here\nsteps:\n  - shell: uptime\n");

        var refused = (await _bench.RunAsync(line)).Expect(2);

        Assert.Contains(words, refused.Error, StringComparison.Ordinal);
        Assert.Contains("there is no option", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_stands_behind_two_dashes_is_a_name_whatever_it_looks_like()
    {
        _bench.Write("--odd.yaml", "apiVersion: runbook/v1\nname: odd\nsteps:\n  - shell: uptime\n");

        (await _bench.RunAsync("validate", "--", "--odd.yaml")).Expect(0);
    }

    [Theory]
    [InlineData("validate", "text")]
    [InlineData("validate", "json")]
    [InlineData("validate", "github")]
    [InlineData("validate", "sarif")]
    [InlineData("lint", "text")]
    [InlineData("plan", "text")]
    public async Task Nothing_is_shown_of_an_included_file_that_is_no_runbook(string command, string output)
    {
        _bench.Write("list", "root:$y$j9T$canary:20000:0:99999:7:::\nsteps: [{ shell: canary }]\n");
        _bench.Write("nosy.yaml", "apiVersion: runbook/v1\nname: nosy\nsteps:\n  - runbook: { include: ./list }\n");

        var refused = (await _bench.RunAsync(command, "nosy.yaml", "--output", output)).Expect(2);

        Assert.DoesNotContain("canary", refused.Out + refused.Error, StringComparison.Ordinal);
        Assert.Contains("list", refused.Out + refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_undo_where_nobody_can_be_asked_does_nothing_without_yes()
    {
        _bench.Write("note.yaml", "apiVersion: runbook/v1\nname: note\nsteps:\n  - id: keep\n    file: { write: note.txt, content: x }\n    undo: [{ file: { remove: note.txt } }]\n");
        (await _bench.RunAsync("run", "note.yaml", "--yes")).Expect(0);

        Assert.Contains("nobody can be asked here", (await _bench.RunAsync("undo")).Expect(2).Error, StringComparison.Ordinal);

        Assert.True(_bench.Has("note.txt"));
    }

    [Fact]
    public async Task A_list_says_that_a_run_was_cut_off()
    {
        _bench.Write("long.yaml", "apiVersion: runbook/v1\nname: long\nsteps:\n  - shell: touch begun; until test -e go; do sleep 0.05; done\n");
        using (var driver = RunbookProcess.Start(_bench, "run", "long.yaml", "--yes"))
        {
            await Fakes.Eventually.Holds(() => _bench.Has("begun"));
            Assert.Contains("running", (await _bench.RunAsync("list")).Expect(0).Out, StringComparison.Ordinal);
            driver.Signal("KILL");
            await driver.EndAsync();
        }

        Assert.Contains("cut off", (await _bench.RunAsync("list")).Expect(0).Out, StringComparison.Ordinal);
        _bench.Write("go", "");
        (await _bench.RunAsync("resume")).Expect(0);
    }

    [Fact]
    public async Task A_first_line_that_names_a_program_is_honoured()
    {
        _bench.Write("script.yaml", "apiVersion: runbook/v1\nname: script\nsteps:\n  - shell: |\n      #!/usr/bin/env cat\n      this line is printed and carried out by nobody\n");

        (await _bench.RunAsync("run", "script.yaml", "--yes")).Expect(0);

        Assert.Contains("this line is printed and carried out by nobody", (await _bench.RunAsync("logs")).Expect(0).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_approval_that_was_given_before_says_so_and_names_the_person_of_the_pipeline()
    {
        _bench.Environment["GITHUB_ACTOR"] = "octocat";
        _bench.Write("ask.yaml", "apiVersion: runbook/v1\nname: ask\nsteps:\n  - approve: Sure?\n");
        (await _bench.RunAsync("run", "ask.yaml", "--yes")).Expect(3);
        (await _bench.RunAsync("approve")).Expect(0);

        var again = (await _bench.RunAsync("approve")).Expect(0).Out;

        Assert.Contains("was approved before, by", again, StringComparison.Ordinal);
        Assert.Contains("(GitHub Actions for octocat)", again, StringComparison.Ordinal);
        (await _bench.RunAsync("resume")).Expect(0);
    }

    [Fact]
    public async Task A_plan_shows_which_lock_it_would_take()
    {
        _bench.Write("locked.yaml", "apiVersion: runbook/v1\nname: locked\ninputs: { cluster: { type: string } }\nlock: \"upgrade-{{ inputs.cluster }}\"\nsteps:\n  - shell: uptime\n");

        var plan = (await _bench.RunAsync("plan", "locked.yaml", "--input", "cluster=prod")).Expect(0);

        Assert.Contains("lock    upgrade-prod\n", plan.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_undo_shows_what_it_is_about_to_do_and_to_what()
    {
        _bench.Write("note.yaml", "apiVersion: runbook/v1\nname: note\nsteps:\n  - id: keep\n    file: { write: note.txt, content: x }\n    undo:\n      - file: { remove: note.txt }\n      - { name: tell them, shell: echo gone }\n");
        (await _bench.RunAsync("run", "note.yaml", "--yes")).Expect(0);

        var undo = (await _bench.RunAsync("undo", "--yes")).Expect(0);

        Assert.Contains("  keep, by:\n    file remove: note.txt\n    shell: echo gone  tell them\n", undo.Out + undo.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--help", "resume <RUN>")]
    [InlineData("--help", "explain <WORD>")]
    [InlineData("status --help", "status [<RUN>]")]
    public async Task Help_names_what_a_command_takes_and_does_not_list_the_runs(string line, string expected)
    {
        _bench.Write("short.yaml", "apiVersion: runbook/v1\nname: short\nsteps:\n  - log: hello\n");
        var run = (await _bench.RunAsync("run", "short.yaml")).Expect(0).Run;

        var help = (await _bench.RunAsync(line.Split(' '))).Expect(0).Out;

        Assert.Contains(expected, help, StringComparison.Ordinal);
        Assert.DoesNotContain(run, help, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("frobnicate")]
    [InlineData("run")]
    [InlineData("run a.yaml --parallelism many")]
    [InlineData("run a.yaml --output xml")]
    [InlineData("list --limit 0")]
    [InlineData("resume")]
    [InlineData("resume --resolve x")]
    [InlineData("status nobody-knows")]
    [InlineData("approve")]
    [InlineData("undo")]
    [InlineData("")]
    public async Task A_wrong_command_line_exits_2_and_says_what_to_do(string line)
    {
        var result = (await _bench.RunAsync(line.Split(' ', StringSplitOptions.RemoveEmptyEntries))).Expect(2);
        Assert.StartsWith("error: ", result.Error, StringComparison.Ordinal);
        Assert.Contains("hint:", result.Error, StringComparison.Ordinal);
        Assert.Equal("", result.Out);
    }

    [Fact]
    public async Task A_resume_without_the_runbooks_folder_says_what_to_bring_there()
    {
        _bench.Write("here/failing.yaml", "apiVersion: runbook/v1\nname: failing\nsteps:\n  - shell: exit 7\n");
        (await _bench.RunAsync("run", "here/failing.yaml", "--yes")).Expect(1);
        Directory.Delete(Path.Combine(_bench.Folder, "here"), recursive: true);

        var result = (await _bench.RunAsync("resume")).Expect(1);

        Assert.Contains("here does not exist; create it, bring the runbook's folder there, or correct `cwd`", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_option_that_a_command_does_not_have_is_not_taken_for_a_run()
    {
        _bench.Write("ask.yaml", "apiVersion: runbook/v1\nname: ask\nsteps:\n  - approve: Sure?\n");
        (await _bench.RunAsync("run", "ask.yaml", "--yes")).Expect(3);

        var result = (await _bench.RunAsync("resume", "--yes")).Expect(2);

        Assert.Contains("there is no option `--yes` here", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mistake_is_a_document_for_a_machine()
    {
        _bench.Write("bad.yaml", "apiVersion: runbook/v1\nname: bad\nsteps:\n  - shel: uptime\n");

        var result = (await _bench.RunAsync("run", "bad.yaml", "--output", "json")).Expect(2);

        var document = JsonDocument.Parse(result.Out).RootElement;
        Assert.Equal("error/v1", document.GetProperty("apiVersion").GetString());
        Assert.Equal(2, document.GetProperty("exit").GetInt32());
        Assert.Equal(4, document.GetProperty("diagnostics")[0].GetProperty("line").GetInt32());
        Assert.Equal("", result.Error);
    }

    [Fact]
    public async Task Inputs_come_from_the_command_line_the_environment_and_files_in_that_order()
    {
        _bench.Write("in.yaml", """
            apiVersion: runbook/v1
            name: in
            inputs:
              a: { type: string }
              b: { type: string }
              c: { type: string }
            steps:
              - file: { write: out.txt, content: "{{ inputs.a }} {{ inputs.b }} {{ inputs.c }}" }
            """);
        _bench.Write("values.yaml", "a: file\nb: file\nc: file\n");
        _bench.Environment["RUNBOOK_INPUT_A"] = "environment";
        _bench.Environment["RUNBOOK_INPUT_B"] = "environment";

        (await _bench.RunAsync("run", "in.yaml", "--yes", "--inputs", "values.yaml", "--input", "a=line=x")).Expect(0);

        Assert.Equal("line=x environment file", _bench.Read("out.txt"));
    }

    [Fact]
    public async Task A_missing_input_is_asked_for_until_it_fits()
    {
        _bench.Write("ask.yaml", """
            apiVersion: runbook/v1
            name: ask
            inputs:
              count: { type: integer, description: How many. }
              word: { type: secret }
            steps:
              - shell:
                  run: echo "$WORD" > out.txt
                  env: { WORD: "{{ inputs.word }}" }
              - shell: echo {{ inputs.count }} >> out.txt
            """);

        var result = (await _bench.AnswerAsync(["many", "3", "hunter2", "y"], "run", "ask.yaml")).Expect(0);

        Assert.Equal("hunter2\n3\n", _bench.Read("out.txt"));
        Assert.DoesNotContain("hunter2", result.Out + result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_secret_on_the_command_line_is_refused()
    {
        _bench.Write("s.yaml", "apiVersion: runbook/v1\nname: s\ninputs:\n  word: { type: secret }\nsteps:\n  - shell: { run: 'true', env: { W: '{{ inputs.word }}' } }\n");

        var result = (await _bench.RunAsync("run", "s.yaml", "--input", "word=hunter2")).Expect(2);

        Assert.Contains("RUNBOOK_INPUT_WORD", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", result.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(_bench.Store));
    }

    [Fact]
    public async Task Without_a_yes_nothing_is_started()
    {
        _bench.Write("one.yaml", "apiVersion: runbook/v1\nname: one\nsteps:\n  - shell: touch made\n");

        var result = (await _bench.AnswerAsync(["no"], "run", "one.yaml")).Expect(2);

        Assert.Contains("Run it?", result.Error, StringComparison.Ordinal);
        Assert.False(_bench.Has("made"));
    }

    [Fact]
    public async Task An_approval_in_a_pipe_exits_3_and_resume_goes_on_once_it_is_given()
    {
        _bench.Write("a.yaml", "apiVersion: runbook/v1\nname: a\nsteps:\n  - id: ok\n    approve: { message: Go on? }\n  - shell: touch made\n");

        var waiting = (await _bench.RunAsync("run", "a.yaml", "--yes")).Expect(3);
        Assert.Contains($"runbook approve {waiting.Run}", waiting.Out, StringComparison.Ordinal);
        (await _bench.RunAsync("resume")).Expect(3);
        (await _bench.RunAsync("approve", "--step", "nothing")).Expect(2);
        var approved = (await _bench.RunAsync("approve", waiting.Run[..12], "--note", "fine by me")).Expect(0);
        Assert.Contains("runbook resume", approved.Out, StringComparison.Ordinal);
        Assert.False(_bench.Has("made"));
        (await _bench.RunAsync("resume")).Expect(0);
        Assert.True(_bench.Has("made"));
    }

    [Fact]
    public async Task A_rejection_fails_the_step()
    {
        _bench.Write("a.yaml", "apiVersion: runbook/v1\nname: a\nsteps:\n  - id: ok\n    approve: { message: Go on? }\n");
        (await _bench.RunAsync("run", "a.yaml")).Expect(3);
        (await _bench.RunAsync("approve", "--reject")).Expect(0);
        (await _bench.RunAsync("resume")).Expect(1);
    }

    [Fact]
    public async Task Aborting_a_run_that_nobody_drives_ends_it_and_runs_finally()
    {
        _bench.Write("f.yaml", "apiVersion: runbook/v1\nname: f\nsteps:\n  - approve: { message: Sure? }\n  - shell: touch never\nfinally:\n  - shell: echo x >> cleaned\n");
        (await _bench.RunAsync("run", "f.yaml")).Expect(3);

        (await _bench.RunAsync("abort")).Expect(0);

        Assert.Equal("x\n", _bench.Read("cleaned"));
        Assert.False(_bench.Has("never"));
        (await _bench.RunAsync("resume")).Expect(2);
        (await _bench.RunAsync("abort")).Expect(2);
        Assert.Contains("aborted", (await _bench.RunAsync("list")).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pause_step_exits_3_and_a_resume_goes_on()
    {
        _bench.Write("p.yaml", "apiVersion: runbook/v1\nname: p\nsteps:\n  - pause: { message: look first }\n  - shell: touch made\n");
        (await _bench.RunAsync("run", "p.yaml")).Expect(3);
        (await _bench.RunAsync("resume")).Expect(0);
        Assert.True(_bench.Has("made"));
    }

    [Fact]
    public async Task A_lock_that_another_run_holds_exits_4()
    {
        _bench.Write("l.yaml", "apiVersion: runbook/v1\nname: l\nlock: cluster\nsteps:\n  - pause: { message: wait }\n");
        var first = (await _bench.RunAsync("run", "l.yaml")).Expect(3);

        var second = (await _bench.RunAsync("run", "l.yaml")).Expect(4);

        Assert.Contains(first.Run, second.Error, StringComparison.Ordinal);
        (await _bench.RunAsync("abort")).Expect(0);
    }

    [Fact]
    public async Task A_store_that_is_none_exits_5_with_what_to_do()
    {
        _bench.Write("state/runs.db", new string('x', 5000));
        _bench.Write("one.yaml", "apiVersion: runbook/v1\nname: one\nsteps:\n  - shell: 'true'\n");

        var result = (await _bench.RunAsync("run", "one.yaml")).Expect(5);

        Assert.Contains("hint:", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Logs_show_what_was_written_in_full_and_harmless()
    {
        _bench.Write("big.yaml", "apiVersion: runbook/v1\nname: big\nsteps:\n  - id: many\n    shell: seq 1 20000; printf '\\033[2J\\033]0;title\\007end\\n'\n");
        (await _bench.RunAsync("run", "big.yaml")).Expect(0);

        var logs = (await _bench.RunAsync("logs")).Expect(0);

        Assert.Contains("\n10000\n", logs.Out, StringComparison.Ordinal);
        Assert.EndsWith("\nend\n", logs.Out, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', logs.Out);
        (await _bench.RunAsync("logs", logs.Run, "other")).Expect(2);
    }

    [Theory]
    [InlineData("plan/v1", "plan", "one.yaml")]
    [InlineData("graph/v1", "graph", "one.yaml")]
    [InlineData("validation/v1", "validate", "one.yaml")]
    [InlineData("runs/v1", "list")]
    [InlineData("status/v1", "status")]
    [InlineData("logs/v1", "logs")]
    public async Task What_a_machine_reads_is_versioned(string version, params string[] arguments)
    {
        _bench.Write("one.yaml", "apiVersion: runbook/v1\nname: one\nsteps:\n  - shell: echo x\n");
        (await _bench.RunAsync("run", "one.yaml")).Expect(0);

        var result = (await _bench.RunAsync([.. arguments, "--output", "json"])).Expect(0);

        Assert.Equal(version, JsonDocument.Parse(result.Out).RootElement.GetProperty("apiVersion").GetString());
    }

    [Fact]
    public async Task The_engines_log_is_json_beside_the_store_and_names_run_and_step()
    {
        _bench.Write("one.yaml", "apiVersion: runbook/v1\nname: one\nsteps:\n  - shell: echo x\n");
        var result = (await _bench.RunAsync("run", "one.yaml", "-v")).Expect(0);

        Assert.Contains(result.Run, result.Error, StringComparison.Ordinal);
        var line = JsonDocument.Parse(File.ReadLines(_bench.Store + ".d/log/engine.jsonl").First()).RootElement;
        Assert.Equal(result.Run, line.GetProperty("run").GetString());
    }

    [Fact]
    public async Task A_log_that_cannot_be_written_stops_nothing()
    {
        _bench.Write("state/runs.db.d/log", "a file where a folder should be");
        _bench.Write("one.yaml", "apiVersion: runbook/v1\nname: one\nsteps:\n  - shell: echo x\n");
        (await _bench.RunAsync("run", "one.yaml", "-v")).Expect(0);
    }

    [Fact]
    public async Task A_bug_is_told_in_one_line_without_what_it_says()
    {
        _bench.Environment["RUNBOOK_TEST_THROWS"] = "hunter2";
        _bench.Write("e.yaml", "apiVersion: runbook/v1\nname: e\nenv: [RUNBOOK_TEST_THROWS]\nsteps:\n  - shell: echo {{ env.RUNBOOK_TEST_THROWS }}\n");

        var result = (await _bench.RunAsync("run", "e.yaml")).Expect(5);

        Assert.Equal(2, result.Error.TrimEnd('\n').Split('\n').Length);
        Assert.StartsWith("error: the engine failed (FormatException)", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", result.Error, StringComparison.Ordinal);
    }
}
