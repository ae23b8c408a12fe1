using HelpdeskMail.Mail.Mime;

namespace HelpdeskMail.Mail.Tests.Mime.Fields;

public sealed class AddressListTests
{
    [Theory]
    [InlineData("ann@example.com", "|ann@example.com")]
    [InlineData("Ann Lee <ann@example.com>", "Ann Lee|ann@example.com")]
    [InlineData("\"Lee, Ann\" <ann@example.com>, bob@example.com", "Lee, Ann|ann@example.com;|bob@example.com")]
    [InlineData("Lee, Ann <ann@example.com>", "Lee, Ann|ann@example.com")]
    [InlineData("ann@example.com (Ann Lee)", "Ann Lee|ann@example.com")]
    [InlineData("Pete(A nice \\) chap) <pete(his account)@silly.test(his host)>", "Pete|pete@silly.test")]
    [InlineData("<@route.example,@b.example:ann@example.com>", "|ann@example.com")]
    [InlineData("\"Joe Q. Public\" <john.q.public@example.com>", "Joe Q. Public|john.q.public@example.com")]
    [InlineData("\"two words\"@example.com", "|\"two words\"@example.com")]
    [InlineData("Ann Lee ann@example.com", "Ann Lee|ann@example.com")]
    [InlineData("ann @ example . com", "|ann@example.com")]
    [InlineData("Ann <ann@example.com", "Ann|ann@example.com")]
    [InlineData("<<ann@example.com>>", "|ann@example.com")]
    [InlineData("'Ann Lee' <ann@example.com>", "Ann Lee|ann@example.com")]
    [InlineData("ann@example.com; bob@example.com", "|ann@example.com;|bob@example.com")]
    [InlineData("=?utf-8?Q?J=C3=B6rg?= =?utf-8?Q?_M?= <j@example.com>", "Jörg M|j@example.com")]
    [InlineData("=?utf-8?Q?M=C3=BCller,_J?= <j@example.com>", "Müller, J|j@example.com")]
    [InlineData("=?utf-8?Q?J=C3=B6rg_=3Cj@example.com=3E?=", "Jörg|j@example.com")]
    [InlineData("\"=?utf-8?Q?J=C3=B6rg?=\" <j@example.com>", "Jörg|j@example.com")]
    [InlineData("Jörg <jörg@exämple.com>", "Jörg|jörg@exämple.com")]
    [InlineData("user@[192.0.2.1]", "|user@[192.0.2.1]")]
    [InlineData("<mailto:ann@example.com>", "|ann@example.com")]
    [InlineData("Ann <ann@example.com<mailto:ann@example.com>>, bob@example.com", "Ann|ann@example.com;|bob@example.com")]
    [InlineData("Ann <\u202Aann@example.com\u202C>, bob@example.com\u200B", "Ann|ann@example.com;|bob@example.com")]
    [InlineData("&quot;Lee &amp; Sons&quot; <ann@example.com>; bob@example.com", "Lee & Sons|ann@example.com;|bob@example.com")]
    [InlineData("Ann <\"ann@example.com\">", "Ann|ann@example.com")]
    [InlineData("root", "|root")]
    [InlineData("\"ann@example.com\" <ann@example.com>", "ann@example.com|ann@example.com")]
    [InlineData(",,ann@example.com,,", "|ann@example.com")]
    [InlineData("<ann@example.com> Ann Lee", "Ann Lee|ann@example.com")]
    [InlineData("Ann <ann@example.com> (work), Bob (home) <bob@example.com>", "Ann|ann@example.com;Bob|bob@example.com")]
    [InlineData("ann@example.com <ann@example.com>", "ann@example.com|ann@example.com")]
    [InlineData("ann@example.com>", "|ann@example.com")]
    [InlineData("ann@example.com bob@example.com", "|ann@example.com;|bob@example.com")]
    [InlineData("Ann<ann@example.com>Bob<bob@example.com>", "Ann|ann@example.com;Bob|bob@example.com")]
    [InlineData("\"Ann \"The\" Lee\" <ann@example.com>", "Ann The Lee|ann@example.com")]
    [InlineData("=?utf-8?Q?J=C3=B6rg?=<j@example.com>", "Jörg|j@example.com")]
    [InlineData("=?utf-8?Q?J=C3=B6rg?= (=?utf-8?Q?M=C3=BC?=) <j@example.com>", "Jörg|j@example.com")]
    [InlineData("j@example.com (=?utf-8?Q?J=C3=B6rg?=)", "Jörg|j@example.com")]
    [InlineData("\"a@b\"@example.com", "|\"a@b\"@example.com")]
    [InlineData("a..b.@example.com", "|a..b.@example.com")]
    [InlineData("Ann <ann@example.com.>, bob@example.com.", "Ann|ann@example.com;|bob@example.com")]
    [InlineData("\"ann:lee\"@  mail. example. com, bob@example.com", "|\"ann:lee\"@mail.example.com;|bob@example.com")]
    [InlineData("Ann <ann@example.com>, ", "Ann|ann@example.com")]
    [InlineData("Ann\t<ann@example.com>", "Ann|ann@example.com")]
    [InlineData("Undisclosed <>", "Undisclosed|")]
    [InlineData("Ann ((nested) comment) <ann@example.com>", "Ann|ann@example.com")]
    [InlineData("ann@[IPv6:2001:db8::1]", "|ann@[IPv6:2001:db8::1]")]
    [InlineData("<>", "|")]
    [InlineData("Ann (Sales <ann@example.com>, Bob <bob@example.com>", "Ann (Sales|ann@example.com;Bob|bob@example.com")]
    [InlineData("Ann <ann(work@example.com>, bob@example.com", "Ann|ann(work@example.com;|bob@example.com")]
    [InlineData("\"Ann Lee <ann@example.com>, Bob <bob@example.com>", "Ann Lee|ann@example.com;Bob|bob@example.com")]
    [InlineData("Ann Lee\" <ann@example.com>", "Ann Lee|ann@example.com")]
    [InlineData("\"Ann Lee <ann@example.com>\"", "Ann Lee|ann@example.com")]
    [InlineData("Ann Lee [mailto:ann@example.com]", "Ann Lee|ann@example.com")]
    [InlineData("Ann Lee <SMTP:ann@example.com>", "Ann Lee|ann@example.com")]
    [InlineData("mailto:ann@example.com", "|ann@example.com")]
    [InlineData("Lee, Ann, Dr. <ann@example.com>, bob@example.com", "Lee, Ann, Dr.|ann@example.com;|bob@example.com")]
    [InlineData("Support 24:7 <help@example.com>", "Support 24: 7|help@example.com")]
    [InlineData("Ann Lee (ann@example.com)", "Ann Lee|ann@example.com")]
    [InlineData("=?utf-8?Q?J=C3=B6rg?= <=?utf-8?Q?j=40example.com?=>", "Jörg|j@example.com")]
    [InlineData("\"Lee, Ann\" ann@example.com", "Lee, Ann|ann@example.com")]
    [InlineData("=?utf-8?B?TMO8?= =?iso-8859-1?Q?=FC?= =?koi8-r?B?wQ==?= <l@example.com>", "Lüüа|l@example.com")]
    [InlineData("", "")]
    public void Mailboxes_are_read_in_every_form(string value, string expected) =>
        string.Join(';', AddressList.Parse(value).Select(mailbox => $"{mailbox.DisplayName}|{mailbox.Address}")).ShouldBe(expected);

    [Fact]
    public void Groups_keep_their_members()
    {
        var list = AddressList.Parse("A Group(Some people):Chris Jones <c@(Chris's host.)public.example>, joe@example.org; ann@example.com");

        list.Count.ShouldBe(3);
        list.Groups.Single().Name.ShouldBe("A Group");
        list.Groups.Single().Members.Select(member => member.Address).ShouldBe(["c@public.example", "joe@example.org"]);
    }

    [Theory]
    [InlineData("Group: a@x.net, b@x.net", "Group=a@x.net b@x.net", 2)]
    [InlineData("Group:a@x.net;, c@x.net", "Group=a@x.net", 2)]
    [InlineData("One:a@x.net; Two:b@x.net;", "One=a@x.net/Two=b@x.net", 2)]
    [InlineData("\"A, B\": a@x.net;", "A, B=a@x.net", 1)]
    [InlineData("=?utf-8?Q?Gr=C3=BCppe?=: a@x.net;", "Grüppe=a@x.net", 1)]
    [InlineData("Outer: Inner: a@x.net;;", "Outer=a@x.net", 1)]
    public void Groups_are_read_in_broken_forms(string value, string groups, int mailboxes)
    {
        var list = AddressList.Parse(value);

        string.Join('/', list.Groups.Select(group => $"{group.Name}={string.Join(' ', group.Members.Select(member => member.Address))}")).ShouldBe(groups);
        list.Count.ShouldBe(mailboxes);
    }

    [Fact]
    public void Empty_group_has_a_name_and_no_mailboxes()
    {
        var list = AddressList.Parse("undisclosed-recipients:;");

        list.ShouldBeEmpty();
        list.Groups.Single().Name.ShouldBe("undisclosed-recipients");
    }

    [Fact]
    public void Group_that_somebody_took_for_an_address_is_empty()
    {
        var list = AddressList.Parse("<undisclosed-recipients:;>, ann@x.example");

        list.Single().Address.ShouldBe("ann@x.example");
        list.Groups.Single().Name.ShouldBe("undisclosed-recipients");
    }
}
