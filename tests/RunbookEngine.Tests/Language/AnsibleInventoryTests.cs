using RunbookEngine.Model;

namespace RunbookEngine.Tests.Language;

/// <summary>The common part of Ansible's inventories. What is not understood is named, never silently dropped.</summary>
public class AnsibleInventoryTests
{
    private const string Ini = """
        # hosts of the lab
        bastion ansible_host=192.0.2.1 ansible_user=jump

        [control]
        cp[1:3] ansible_become=yes   ; not a comment for Ansible
        [workers]
        w01:2222 ansible_host=10.0.0.21 ansible_ssh_private_key_file=keys/w "ansible_ssh_common_args=-J bastion"  # a comment
        w[02:03] rack=b size=3 ready=True
        [cluster:children]
        control
        workers
        [cluster:vars]
        ansible_user = ubuntu
        ansible_become=true
        site=here # not a comment
        [all:vars]
        ansible_port=22
        ansible_ssh_common_args='-o ProxyJump=bastion -o UserKnownHostsFile=~/hosts -o ControlMaster=auto'
        """;

    [Fact]
    public void Hosts_groups_children_vars_and_ranges_of_an_ini_file_are_read()
    {
        var inventory = Inventories.Read(Ini);

        Assert.Equal(["bastion", "cp1", "cp2", "cp3", "w01", "w02", "w03"], inventory.Hosts.Select(static h => h.Name));
        Assert.Equal(["cp1", "cp2", "cp3", "w01", "w02", "w03"], inventory.Group("cluster")!.Value);
        Assert.Equal(["workers", "cluster"], inventory.Find("w01")!.Groups);
        var (bastion, w01, w02) = (inventory.Find("bastion")!, inventory.Find("w01")!, inventory.Find("w02")!);
        Assert.Equal(("192.0.2.1", 22, "jump", null, Become.None), (bastion.Address, bastion.Port, bastion.User, bastion.ProxyJump, bastion.Become));
        Assert.Equal(("10.0.0.21", 2222, "ubuntu", "bastion", Become.Sudo), (w01.Address, w01.Port, w01.User, w01.ProxyJump, w01.Become));
        Assert.Equal(("/srv/hosts/keys/w", "/home/ada/hosts"), (w01.IdentityFile, w01.KnownHosts));
        Assert.Equal((new Value.Text("b"), new Value.Integer(3), new Value.Flag(true)), (w02.Vars["rack"], w02.Vars["size"], w02.Vars["ready"]));
    }

    [Fact]
    public void The_same_inventory_in_yaml_is_the_same()
    {
        var yaml = Inventories.Read("""
            all:
              vars: { ansible_port: 22, ansible_ssh_common_args: "-o ProxyJump=bastion -o UserKnownHostsFile=~/hosts" }
              hosts:
                bastion: { ansible_host: 192.0.2.1, ansible_user: jump }
              children:
                cluster:
                  vars: { ansible_user: ubuntu, ansible_become: true, site: "here # not a comment" }
                  children:
                    control:
                      hosts:
                        cp[1:3]: { ansible_become: yes }
                    workers:
                      hosts:
                        w01: { ansible_host: 10.0.0.21, ansible_port: 2222, ansible_ssh_private_key_file: keys/w, ansible_ssh_common_args: "-J bastion" }
                        w[02:03]: { rack: b, size: 3, ready: true }
            """);
        var ini = Inventories.Read(Ini);

        Assert.Equal(Facts(ini), Facts(yaml));
        Assert.Equal(ini.Group("cluster")!.Value, yaml.Group("cluster")!.Value);

        static IEnumerable<object?> Facts(Inventory inventory) =>
            inventory.Hosts.Select(static h => (h.Name, h.Address, h.Port, h.User, h.IdentityFile, h.KnownHosts, h.ProxyJump, h.Become, string.Join(' ', h.Groups.Order()), h.Vars.ToString())).Cast<object?>();
    }

    [Theory]
    [InlineData("w1 ansible_connection=local", "`ansible_connection: local` has no meaning here and is passed over")]
    [InlineData("w1 ansible_python_interpreter=/usr/bin/python3\nw2 ansible_python_interpreter=/usr/bin/python3", "`ansible_python_interpreter: /usr/bin/python3` has no meaning here and is passed over")]
    [InlineData("w1 ansible_become_method=su", "`ansible_become_method: su` has no meaning here and is passed over")]
    [InlineData("w1 ansible_password=hunter2", "`ansible_password` is not taken: it would stand in the journal for all to read")]
    [InlineData("w1 db_password=hunter2", "`db_password` is not taken: it would stand in the journal for all to read")]
    [InlineData("w1 ansible_host=\"{{ x }}\"", "`ansible_host` holds a template of Ansible's and is passed over")]
    [InlineData("w1 note='{{ x }}'", "`note` holds a template of Ansible's, and is taken as it is written")]
    [InlineData("w1 ansible_ssh_common_args='-o StrictHostKeyChecking=no'", "`-o StrictHostKeyChecking=no` of `ansible_ssh_common_args` has no meaning here and is passed over")]
    [InlineData("w1 ansible_ssh_common_args='-4'", "`-4` of `ansible_ssh_common_args` has no meaning here and is passed over")]
    [InlineData("[x:hosts]\nw1", "a section `hosts` is not known, and its lines are passed over")]
    [InlineData("w1 alone", "`alone` is no `name=value` and is passed over")]
    [InlineData("all: { hosts: { w1: }, tasks: [] }", "a group has no `tasks`, and it is passed over")]
    public void What_is_not_understood_is_named_once_with_its_place(string text, string message)
    {
        var loaded = Inventories.Load("\n" + text + "\n");

        var warning = Assert.Single(loaded.Diagnostics);
        Assert.Equal(("RB0712", Severity.Warning, message, 2), (warning.Code, warning.Severity, warning.Message, warning.Span.Line));
        Assert.NotNull(loaded.Inventory);
        Assert.DoesNotContain("hunter2", string.Concat(loaded.Inventory.Hosts.Select(static h => h.Vars.ToString())), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("w1\n[workers", "RB0106")]
    [InlineData("[a:b:c]", "RB0106")]
    [InlineData("[a:vars]\nnonsense", "RB0102")]
    [InlineData("w[1:x]", "RB0707")]
    [InlineData("root@w1 x=1", "RB0106")]
    [InlineData("[a:children]\nb\n[b:children]\na", "RB0709")]
    [InlineData("all: { hosts: [w1] }", "RB0102")]
    public void What_makes_no_sense_is_a_mistake(string text, string code) => Assert.Equal([code], Inventories.Load(text).Diagnostics.Select(static d => d.Code).Distinct());

    [Fact]
    public void Of_groups_that_disagree_Ansible_takes_the_last_by_name()
    {
        var loaded = Inventories.Load("[b]\nw1\n[a]\nw1\n[a:vars]\nrack=a\n[b:vars]\nrack=b\n");

        Assert.Equal("rack=b", loaded.Inventory!.Hosts[0].Vars.ToString());
        Assert.Equal("RB0711", Assert.Single(loaded.Diagnostics).Code);
    }
}
