/* The 1989 network in plain C, laid out so that a compiler vectorizes it: maps last, loops of fixed
   length over a group of four maps. Batch 1, squared error, SGD. -ffast-math may reorder the sums,
   which the engine may not. */

#include <math.h>
#include <string.h>

enum { SIDE = 16, K = 5, PAD = 2, MAPS = 12, GROUP = 4, GROUPS = 3, CLASSES = 10, H3 = 30 };
enum { S1 = 8, S2 = 4, INPUTS = 8, FLAT = S2 * S2 * MAPS };

/* The maps of H1 that each group of H2 sees. */
static const int SOURCES[GROUPS][INPUTS] = {
    {0, 1, 2, 3, 4, 5, 6, 7}, {4, 5, 6, 7, 8, 9, 10, 11}, {0, 1, 2, 3, 8, 9, 10, 11}};

struct parameters {
  float h1_weight[K][K][MAPS], h1_bias[S1][S1][MAPS];
  float h2_weight[GROUPS][K][K][INPUTS][GROUP], h2_bias[S2][S2][MAPS];
  float h3_weight[FLAT][H3], h3_bias[H3];
  float out_weight[H3][CLASSES], out_bias[CLASSES];
};

static float image[SIDE + 2 * PAD][SIDE + 2 * PAD];
static float h1[S1 + 2 * PAD][S1 + 2 * PAD][MAPS], d1[S1 + 2 * PAD][S1 + 2 * PAD][MAPS];
static float h2[S2][S2][MAPS], d2[S2][S2][MAPS], h3[H3], d3[H3], out[CLASSES], dout[CLASSES];

static void forward(const struct parameters *restrict p, const float *input) {
  for (int r = 0; r < SIDE; r++)
    memcpy(&image[r + PAD][PAD], input + r * SIDE, SIDE * sizeof(float));
  for (int r = 0; r < S1; r++)
    for (int c = 0; c < S1; c++) {
      float sum[MAPS];
      memcpy(sum, p->h1_bias[r][c], sizeof sum);
      for (int i = 0; i < K; i++)
        for (int j = 0; j < K; j++)
          for (int m = 0; m < MAPS; m++)
            sum[m] += p->h1_weight[i][j][m] * image[2 * r + i][2 * c + j];
      for (int m = 0; m < MAPS; m++) h1[r + PAD][c + PAD][m] = tanhf(sum[m]);
    }
  for (int r = 0; r < S2; r++)
    for (int c = 0; c < S2; c++)
      for (int g = 0; g < GROUPS; g++) {
        float sum[GROUP];
        memcpy(sum, &p->h2_bias[r][c][GROUP * g], sizeof sum);
        for (int i = 0; i < K; i++)
          for (int j = 0; j < K; j++)
            for (int n = 0; n < INPUTS; n++)
              for (int m = 0; m < GROUP; m++)
                sum[m] += p->h2_weight[g][i][j][n][m] * h1[2 * r + i][2 * c + j][SOURCES[g][n]];
        for (int m = 0; m < GROUP; m++) h2[r][c][GROUP * g + m] = tanhf(sum[m]);
      }
  const float *flat = &h2[0][0][0];
  memcpy(h3, p->h3_bias, sizeof h3);
  for (int i = 0; i < FLAT; i++)
    for (int u = 0; u < H3; u++) h3[u] += p->h3_weight[i][u] * flat[i];
  for (int u = 0; u < H3; u++) h3[u] = tanhf(h3[u]);
  memcpy(out, p->out_bias, sizeof out);
  for (int i = 0; i < H3; i++)
    for (int u = 0; u < CLASSES; u++) out[u] += p->out_weight[i][u] * h3[i];
  for (int u = 0; u < CLASSES; u++) out[u] = tanhf(out[u]);
}

static void backward(struct parameters *restrict p, int label, float rate) {
  for (int u = 0; u < CLASSES; u++)
    dout[u] = 2.0f / CLASSES * (out[u] - (u == label ? 1 : -1)) * (1 - out[u] * out[u]);
  for (int u = 0; u < CLASSES; u++) p->out_bias[u] -= rate * dout[u];
  for (int i = 0; i < H3; i++) {
    float sum = 0;
    for (int u = 0; u < CLASSES; u++) sum += p->out_weight[i][u] * dout[u];
    for (int u = 0; u < CLASSES; u++) p->out_weight[i][u] -= rate * h3[i] * dout[u];
    d3[i] = sum * (1 - h3[i] * h3[i]);
  }
  for (int u = 0; u < H3; u++) p->h3_bias[u] -= rate * d3[u];
  const float *flat = &h2[0][0][0];
  for (int i = 0; i < FLAT; i++) {
    float sum = 0;
    for (int u = 0; u < H3; u++) sum += p->h3_weight[i][u] * d3[u];
    for (int u = 0; u < H3; u++) p->h3_weight[i][u] -= rate * flat[i] * d3[u];
    (&d2[0][0][0])[i] = sum * (1 - flat[i] * flat[i]);
  }
  memset(d1, 0, sizeof d1);
  for (int r = 0; r < S2; r++)
    for (int c = 0; c < S2; c++)
      for (int g = 0; g < GROUPS; g++)
        for (int i = 0; i < K; i++)
          for (int j = 0; j < K; j++)
            for (int n = 0; n < INPUTS; n++) {
              float sum = 0;
              for (int m = 0; m < GROUP; m++)
                sum += p->h2_weight[g][i][j][n][m] * d2[r][c][GROUP * g + m];
              d1[2 * r + i][2 * c + j][SOURCES[g][n]] += sum;
            }
  for (int g = 0; g < GROUPS; g++)
    for (int i = 0; i < K; i++)
      for (int j = 0; j < K; j++) {
        float step[INPUTS][GROUP] = {0};
        for (int r = 0; r < S2; r++)
          for (int c = 0; c < S2; c++)
            for (int n = 0; n < INPUTS; n++)
              for (int m = 0; m < GROUP; m++)
                step[n][m] += d2[r][c][GROUP * g + m] * h1[2 * r + i][2 * c + j][SOURCES[g][n]];
        for (int n = 0; n < INPUTS; n++)
          for (int m = 0; m < GROUP; m++) p->h2_weight[g][i][j][n][m] -= rate * step[n][m];
      }
  for (int i = 0; i < FLAT; i++) (&p->h2_bias[0][0][0])[i] -= rate * (&d2[0][0][0])[i];
  for (int r = 0; r < S1; r++)
    for (int c = 0; c < S1; c++)
      for (int m = 0; m < MAPS; m++) {
        float y = h1[r + PAD][c + PAD][m];
        d1[r + PAD][c + PAD][m] *= 1 - y * y;
        p->h1_bias[r][c][m] -= rate * d1[r + PAD][c + PAD][m];
      }
  for (int i = 0; i < K; i++)
    for (int j = 0; j < K; j++) {
      float step[MAPS] = {0};
      for (int r = 0; r < S1; r++)
        for (int c = 0; c < S1; c++)
          for (int m = 0; m < MAPS; m++)
            step[m] += d1[r + PAD][c + PAD][m] * image[2 * r + i][2 * c + j];
      for (int m = 0; m < MAPS; m++) p->h1_weight[i][j][m] -= rate * step[m];
    }
}

/* A step on each of count images, in the order of the indices. */
void train(struct parameters *p, const float *inputs, const unsigned char *labels,
           const int *order, int count, float rate) {
  for (int i = 0; i < (SIDE + 2 * PAD) * (SIDE + 2 * PAD); i++) (&image[0][0])[i] = -1;
  for (int i = 0; i < (S1 + 2 * PAD) * (S1 + 2 * PAD) * MAPS; i++) (&h1[0][0][0])[i] = -1;
  for (int n = 0; n < count; n++) {
    forward(p, inputs + SIDE * SIDE * order[n]);
    backward(p, labels[order[n]], rate);
  }
}
