using HelpdeskMail.MailStore;
using HelpdeskMail.MailStore.Announcements;
using HelpdeskMail.MailStore.Batches;
using HelpdeskMail.MailStore.Blobs;
using HelpdeskMail.MailStore.Contents;
using HelpdeskMail.MailStore.Housekeeping;
using HelpdeskMail.MailStore.Problems;
using HelpdeskMail.MailStore.Receipts;
using HelpdeskMail.MailStore.Retention;
using HelpdeskMail.MailStore.Usage;
using HelpdeskMail.ServiceDefaults;
using HelpdeskMail.ServiceDefaults.Bus;
using HelpdeskMail.ServiceDefaults.Database;
using HelpdeskMail.ServiceDefaults.Settings;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults("mailstore");
builder.AddDatabase<Program>("mailstore", prepared: 50);
builder.AddSettings<MailStoreSettings>("MailStore");
builder.AddBus(bus =>
{
    bus.AddConsumer<MailHandledConsumer>();
    bus.AddConsumer<MailAwaitedConsumer>();
});
builder.Services.AddSingleton<ContentWriter>();
builder.Services.AddSingleton<ContentReader>();
builder.Services.AddSingleton<ReceiptTable>();
builder.Services.AddSingleton<BatchStore>();
builder.Services.AddSingleton<BlobTable>();
builder.Services.AddSingleton<UsageTable>();
builder.Services.AddHostedService<CountUsage>();
builder.Services.AddSingleton<RemoveOldBytes>();
builder.Services.AddHostedService(services => services.GetRequiredService<RemoveOldBytes>());
builder.Services.AddSingleton<AnnounceReceipts>();
builder.Services.AddHostedService(services => services.GetRequiredService<AnnounceReceipts>());
builder.Services.AddSingleton<SweepUploads>();
builder.Services.AddHostedService(services => services.GetRequiredService<SweepUploads>());
builder.Services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
builder.Services.AddExceptionHandler<StoreFailures>();

var app = builder.Build();
app.UseServiceDefaults();
app.MapMessages();
app.MapBatches();
app.MapReceipts();
app.MapBlobs();
app.MapUsage();
app.Run();
