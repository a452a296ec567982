DROP INDEX "deployment_group_deployment";--> statement-breakpoint
DROP INDEX "lease_open_provider";--> statement-breakpoint
DROP INDEX "lease_open_created";--> statement-breakpoint
DROP INDEX "market_order_group";--> statement-breakpoint
ALTER TABLE "provider" ADD COLUMN "attributes_text" text GENERATED ALWAYS AS (replace(replace(replace(attributes::text, '": "', '":"'), '", "', '","'), '"}, {"', '"},{"')) STORED NOT NULL;--> statement-breakpoint
CREATE INDEX "change_dseq" ON "change" USING btree ("dseq","position") WHERE "change"."dseq" is not null;--> statement-breakpoint
CREATE INDEX "provider_active" ON "provider" USING btree ("active_lease_count","address");--> statement-breakpoint
CREATE INDEX "deployment_group_deployment" ON "deployment_group" USING btree ("deployment_key","gseq");--> statement-breakpoint
CREATE INDEX "lease_open_provider" ON "lease" USING btree ("provider","created_height","key") WHERE "lease"."state" in ('active', 'reclaiming');--> statement-breakpoint
CREATE INDEX "lease_open_created" ON "lease" USING btree ("created_height","key") WHERE "lease"."state" in ('active', 'reclaiming');--> statement-breakpoint
CREATE INDEX "market_order_group" ON "market_order" USING btree ("group_key","oseq");