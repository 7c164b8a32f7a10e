using System.Text.Json;
using RunbookEngine.Tests.Ssh;

namespace RunbookEngine.Tests.Cli;

/// <summary>Hosts on the command line: which there are, whether they can be used, and what a plan makes of them.</summary>
public sealed class InventoryCommandTests(RealSshd sshd) : IClassFixture<RealSshd>, IDisposable
{
    private const string Hosts = """
        apiVersion: inventory/v1
        defaults: { user: root }
        hosts:
          cp1: { address: 10.0.0.11 }
          w[1:3]: { address: "10.0.0.[21:23]", port: 2222, become: sudo, proxy-jump: cp1 }
        groups: { workers: ["w[1:3]"] }

        """;

    private const string Roll = """
        apiVersion: runbook/v1
        name: roll
        targets: { workers: { group: workers } }
        steps:
          - id: all
            for-each: workers
            as: node
            batches: [1, 2]
            max-failures: 50%
            gate: { shell: ./healthy.sh, consecutive: 2 }
            steps:
              - id: drain
                shell: drain {{ node.name }}
              - id: count
                shell: echo {{ targets.workers.size }}

        """;

    private readonly CliBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task The_inventory_is_shown_with_what_is_inherited_in_its_place()
    {
        _bench.Write("inventory.yaml", Hosts);

        var result = (await _bench.RunAsync("inventory")).Expect(0);

        Assert.Equal($"""
            HOST  ADDRESS         USER  BECOME  VIA  GROUPS
            cp1   10.0.0.11       root  -       -    -
            w1    10.0.0.21:2222  root  sudo    cp1  workers
            w2    10.0.0.22:2222  root  sudo    cp1  workers
            w3    10.0.0.23:2222  root  sudo    cp1  workers
            4 hosts in 1 group, from {_bench.Folder}/inventory.yaml

            """, result.Out);
    }

    [Fact]
    public async Task The_inventory_is_what_is_named_else_what_the_environment_says_else_what_lies_here()
    {
        _bench.Write("named.ini", "[workers]\nnamed\n");
        _bench.Write("env.yaml", "apiVersion: inventory/v1\nhosts: [by_environment]\n");
        _bench.Write("inventory.yml", "apiVersion: inventory/v1\nhosts: [here]\n");

        Assert.Contains("here", (await _bench.RunAsync("inventory")).Expect(0).Out, StringComparison.Ordinal);
        _bench.Environment["RUNBOOK_INVENTORY"] = "env.yaml";
        Assert.Contains("by_environment", (await _bench.RunAsync("inventory")).Expect(0).Out, StringComparison.Ordinal);
        Assert.Contains("named", (await _bench.RunAsync("inventory", "--inventory", "named.ini")).Expect(0).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task For_a_machine_the_inventory_is_a_document()
    {
        _bench.Write("inventory.yaml", Hosts);

        var document = JsonDocument.Parse((await _bench.RunAsync("inventory", "--output", "json")).Expect(0).Out).RootElement;

        Assert.Equal("inventory-list/v1", document.GetProperty("apiVersion").GetString());
        Assert.Equal("sudo", document.GetProperty("hosts")[1].GetProperty("become").GetString());
        Assert.Equal("all", document.GetProperty("groups")[1].GetProperty("name").GetString());
    }

    [Fact]
    public async Task A_faulty_inventory_or_none_is_a_mistake_with_its_place()
    {
        Assert.Contains("there is no inventory here", (await _bench.RunAsync("inventory")).Expect(2).Error, StringComparison.Ordinal);
        _bench.Write("inventory.yaml", "apiVersion: inventory/v1\nhosts: { w1: { adress: x } }\n");
        Assert.Contains("inventory.yaml:2:16: error RB0101", (await _bench.RunAsync("inventory")).Expect(2).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plan_shows_a_for_each_once_with_its_batches()
    {
        _bench.Write("inventory.yaml", Hosts);
        _bench.Write("roll.yaml", Roll);

        Assert.Equal("""
            roll

            steps
              all  for each of workers
                  3 hosts, batch 1: w1 · batch 2: w2 w3
                  gate before, between and after: shell: ./healthy.sh, 2 times in a row, for at most 15m
                  stops when more than 2 of 3 lanes fail
                  each, as `node`:
                    drain  shell: drain {{ node.name }}
                    count  shell: echo '3'

            """, (await _bench.RunAsync("plan", "roll.yaml")).Expect(0).Out);
    }

    [Fact]
    public async Task Without_an_inventory_a_plan_says_what_is_missing_and_a_run_does_not_start()
    {
        _bench.Write("roll.yaml", Roll);

        var plan = (await _bench.RunAsync("plan", "roll.yaml")).Expect(0).Out;
        var run = (await _bench.RunAsync("run", "roll.yaml")).Expect(2);

        Assert.Contains("hosts not known, batches of 1, 2, at most 50% failures", plan, StringComparison.Ordinal);
        Assert.Contains("hosts   not known: write an inventory.yaml here", plan, StringComparison.Ordinal);
        Assert.Contains("roll.yaml:3:12: error RB0801: the group `workers` is wanted, and there is no inventory", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_that_a_step_names_and_nobody_knows_is_told_before_anything_starts()
    {
        _bench.Write("inventory.yaml", Hosts);
        _bench.Write("on.yaml", "apiVersion: runbook/v1\nname: on\nsteps:\n  - shell: touch started\n  - on: cp2\n    shell: uptime\n");

        var result = (await _bench.RunAsync("run", "on.yaml")).Expect(2);

        Assert.Contains("on.yaml:5:9: error RB0801: the inventory has no host `cp2`", result.Error, StringComparison.Ordinal);
        Assert.Contains("did you mean `cp1`?", result.Error, StringComparison.Ordinal);
        Assert.False(_bench.Has("started"));
    }

    [Fact]
    public async Task A_drawing_shows_the_gate_and_the_steps_of_one_lane()
    {
        _bench.Write("roll.yaml", Roll);

        Assert.Equal("""
            flowchart TD
              subgraph main ["steps"]
                subgraph s1 ["all<br/>for each of workers"]
                  s2["gate<br/>shell"]
                  s3["drain<br/>shell"]
                  s4["count<br/>shell"]
                end
              end
              s2 --> s3
              s3 --> s4

            """, (await _bench.RunAsync("graph", "roll.yaml")).Expect(0).Out);
        Assert.Contains("s2 -> s3;", (await _bench.RunAsync("graph", "roll.yaml", "--format", "dot")).Expect(0).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_closed_window_starts_nothing_and_says_so()
    {
        _bench.Write("late.yaml", "apiVersion: runbook/v1\nname: late\nwindow: { closes: \"2020-01-01T00:00Z\" }\nsteps:\n  - shell: \"true\"\n");

        var result = (await _bench.RunAsync("run", "late.yaml")).Expect(3);

        Assert.Contains("the window closed at", result.Error, StringComparison.Ordinal);
        Assert.Contains("--until", result.Error, StringComparison.Ordinal);
        (await _bench.RunAsync("run", "late.yaml", "--until", "1h")).Expect(0);
    }

    [Fact]
    public async Task A_check_tells_which_hosts_can_be_used_and_what_to_do_about_the_others()
    {
        RealSshd.Need();
        _bench.Write("inventory.yaml", Real());

        var result = (await _bench.RunAsync("inventory", "check")).Expect(1);

        Assert.Matches(@"\nreal +ok +127\.0\.0\.1:\d+ +root +root +\d+ ms +ssh-ed25519 +(shell|systemd) +\S", result.Out);
        Assert.Matches(@"\ngone +failed  gone did not answer", result.Out);
        Assert.Contains("1 host can be used, 1 cannot", result.Out, StringComparison.Ordinal);
        (await _bench.RunAsync("inventory", "check", "usable")).Expect(0);
        Assert.Contains("did you mean `usable`?", (await _bench.RunAsync("inventory", "check", "usabel")).Expect(2).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_over_a_host_keeps_its_inventory_and_is_resumed_without_being_told_again()
    {
        RealSshd.Need();
        _bench.Write("hosts/real.yaml", Real());
        _bench.Write("over.yaml", $$$"""
            apiVersion: runbook/v1
            name: over
            targets: { usable: { group: usable } }
            steps:
              - id: all
                for-each: usable
                steps:
                  - { id: first, shell: "echo {{ target.name }}" }
                  - { id: second, shell: "test -e {{{_bench.Folder}}}/mended" }
              - log: "{{ steps.all.succeeded | array.join ' ' }}"
            """);

        var failed = (await _bench.RunAsync("run", "over.yaml", "--inventory", "hosts/real.yaml")).Expect(1);
        var status = (await _bench.RunAsync("status")).Expect(0).Out;
        _bench.Write("mended", "");
        var mended = (await _bench.RunAsync("resume")).Expect(0);

        Assert.Contains("step  all[real]/second  (shell on real, over.yaml:", failed.Out, StringComparison.Ordinal);
        Assert.Contains("all  1 lane: 1 failed\n  ✗ real  second: the script exited with 1", status, StringComparison.Ordinal);
        Assert.DoesNotContain("all[real]/first  started", mended.Out, StringComparison.Ordinal);
        Assert.Matches(@"log_\d +real\n", mended.Out);
    }

    private string Real() => $$"""
        apiVersion: inventory/v1
        defaults: { user: root, identity-file: {{sshd.Key}}, known-hosts: {{sshd.KnownHosts}} }
        hosts:
          real: { address: 127.0.0.1, port: {{sshd.Port}} }
          gone: { address: 127.0.0.1, port: 1, reconnect-timeout: 1s }
        groups: { usable: [real] }
        """;
}
